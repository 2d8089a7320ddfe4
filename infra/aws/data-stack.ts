import { CfnOutput, RemovalPolicy, Stack, Validations, type StackProps } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { OPERATORS } from "../operators.ts";
import type { TableWiring, Wiring } from "../wiring.ts";
import { MessageQueue } from "./message-queue.ts";
import { need } from "./need.ts";
import { operatorPolicy } from "./operator-policies.ts";
import { OUTPUTS } from "./outputs.ts";
import type { Settings } from "./settings.ts";
import { allow, SEND_KEY_ACTIONS } from "./statements.ts";
import { StatementsBucket } from "./statements-bucket.ts";
import { titleOf } from "./title.ts";

export interface DataStackProps extends StackProps {
  readonly wiring: Wiring;
  readonly settings: Settings;
}

/** Resources by their names in the wiring. */
export type Named<T> = ReadonlyMap<string, T>;

/** What holds money's data: tables, messages under way, statements, keys. All of it outlives its stack, and the stack can't be removed by mistake. */
export class DataStack extends Stack {
  /** Encrypts tables, statements and secrets; no sender of messages has any part in it. */
  readonly dataKey: kms.Key;
  /** Encrypts messages: whoever sends some uses it. */
  readonly messageKey: kms.Key;
  readonly tables: Named<dynamodb.Table>;
  readonly queues: Named<MessageQueue>;
  readonly buckets: Named<StatementsBucket>;
  readonly secrets: Named<secretsmanager.Secret>;
  readonly topics: Named<sns.Topic>;

  constructor(scope: Construct, id: string, { wiring, settings, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const key = (name: string, description: string): kms.Key =>
      new kms.Key(this, name, { description, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
    this.dataKey = key("DataKey", "Fund Flow: tables, statements, secrets");
    this.messageKey = key("MessageKey", "Fund Flow: messages under way");
    this.tables = named(wiring.tables, (name, one) => ledgerTable(this, `${titleOf(name)}Table`, one, this.dataKey));
    this.queues = named(wiring.queues, (name, one) => new MessageQueue(this, `${titleOf(name)}Queue`, { wiring: one, key: this.messageKey }));
    this.buckets = named(wiring.buckets, (name) => new StatementsBucket(this, `${titleOf(name)}Bucket`, { key: this.dataKey, settings }));
    this.topics = named(wiring.topics, (name) => new sns.Topic(this, `${titleOf(name)}Topic`, { masterKey: this.messageKey, enforceSSL: true }));
    this.secrets = named(wiring.secrets, (name) => keySecret(this, `${titleOf(name)}Secret`, this.dataKey.keyArn));
    this.#admit(wiring.senders);
    this.#employ();
    this.#tell();
  }

  /** A policy for each kind of sender, to be attached to whoever sends; nobody else may send but the pipeline itself. */
  #admit(senders: Wiring["senders"]): void {
    for (const [name, queues] of Object.entries(senders)) {
      const arns = queues.map((queue) => need(this.queues, queue).queue.queueArn);
      const policy = new iam.ManagedPolicy(this, `${titleOf(name)}Policy`, {
        description: `Fund Flow: what ${name} may do`,
        statements: [allow(["sqs:GetQueueUrl", "sqs:SendMessage"], ...arns), allow(SEND_KEY_ACTIONS, this.messageKey.keyArn)],
      });
      new CfnOutput(this, OUTPUTS.policyArn(name), { value: policy.managedPolicyArn });
    }
  }

  /** A policy for each kind of people who work with the command line. */
  #employ(): void {
    for (const [name, wiring] of Object.entries(OPERATORS)) {
      new CfnOutput(this, OUTPUTS.policyArn(name), { value: operatorPolicy(this, name, wiring).managedPolicyArn });
    }
  }

  /** What a command line, a sender or an operator needs to find the installation. */
  #tell(): void {
    const tell = (id: string, value: string): unknown => new CfnOutput(this, id, { value });
    for (const [name, table] of this.tables) tell(OUTPUTS.tableName(name), table.tableName);
    for (const [name, { queue, deadLetters }] of this.queues) {
      tell(OUTPUTS.queueUrl(name), queue.queueUrl);
      tell(OUTPUTS.deadQueueUrl(name), deadLetters.queueUrl);
    }
    for (const [name, { topicArn }] of this.topics) tell(OUTPUTS.topicArn(name), topicArn);
    for (const [name, { bucket }] of this.buckets) tell(OUTPUTS.bucketName(name), bucket.bucketName);
  }
}

function named<W, T>(wirings: Readonly<Record<string, W>>, make: (name: string, wiring: W) => T): Named<T> {
  return new Map(Object.entries(wirings).map(([name, wiring]) => [name, make(name, wiring)]));
}

function ledgerTable(scope: Construct, id: string, { partitionKey, sortKey, expiresBy }: TableWiring, encryptionKey: kms.IKey): dynamodb.Table {
  const attribute = ({ name, type }: TableWiring["partitionKey"]): dynamodb.Attribute => ({
    name,
    type: type === "S" ? dynamodb.AttributeType.STRING : dynamodb.AttributeType.NUMBER,
  });
  return new dynamodb.Table(scope, id, {
    partitionKey: attribute(partitionKey),
    ...(sortKey === undefined ? {} : { sortKey: attribute(sortKey) }),
    ...(expiresBy === undefined ? {} : { timeToLiveAttribute: expiresBy }),
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function keySecret(scope: Construct, id: string, keyArn: string): secretsmanager.Secret {
  // By its ARN the key keeps its policy: the construct would let the whole account in through an address that other partitions spell otherwise.
  const encryptionKey = kms.Key.fromKeyArn(scope, `${id}Key`, keyArn);
  const secret = new secretsmanager.Secret(scope, id, {
    description: "Fund Flow: key of the keyed hash that stands for psn_no. To change it is to make every person a stranger.",
    encryptionKey,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({
    id: "AwsSolutions-SMG4",
    reason:
      "The hash is part of a record's content: with another key a repeated message would be taken for one that contradicts the first, and be rejected as a conflict.",
  });
  return secret;
}
