import { Match } from "aws-cdk-lib/assertions";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { readEnvironment, VARIABLES } from "../../../functions/environment.ts";
import { FUNCTIONS, QUEUES, TABLES, WIRING, type FunctionWiring, type TableWiring } from "../../../infra/wiring.ts";
import { resource, resources, shown, synthesise } from "../../support/aws-app.ts";

const { data, pipeline } = synthesise();

const title = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const entriesOf = <T extends object>(object: T): [Extract<keyof T, string>, T[keyof T]][] => Object.entries(object) as never;

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}
const statementsOf = (properties: Readonly<Record<string, unknown>>): readonly Statement[] =>
  (properties["PolicyDocument"] as { readonly Statement: readonly Statement[] }).Statement;

/** The rights of a policy, a line each. */
function rightsOf(policy: Readonly<Record<string, unknown>>): string[] {
  const rights = statementsOf(policy).map(({ Effect, Action, Resource }) => {
    expect(Effect).toBe("Allow");
    return `${[Action].flat().sort().join(" ")} on ${[Resource].flat().map(shown).sort().join()}`;
  });
  return rights.sort();
}

describe("queues", () => {
  it.each(entriesOf(QUEUES))("%s has the wiring's attributes, and what it gives up goes to a queue of its own kind", (name, wiring) => {
    const fifo = wiring.fifo ? { FifoQueue: true, ContentBasedDeduplication: false } : {};
    expect(resource(data, "AWS::SQS::Queue", `${title(name)}QueueDead`)).toMatchObject(fifo);
    const queue = resources(data, "AWS::SQS::Queue").find(([id]) => new RegExp(`^${title(name)}Queue[0-9A-F]{8}$`).test(id))![1].Properties;
    expect(queue).toMatchObject({ ...fifo, VisibilityTimeout: wiring.visibilityTimeoutSeconds });
    const redrive = queue["RedrivePolicy"] as { readonly deadLetterTargetArn: unknown; readonly maxReceiveCount: number };
    expect([shown(redrive.deadLetterTargetArn), redrive.maxReceiveCount]).toEqual([`${title(name)}QueueDead`, wiring.maxReceiveCount]);
    if (!wiring.fifo) expect(queue).not.toHaveProperty("FifoQueue");
  });

  it("keep every message encrypted for fourteen days, and outlive their stack", () => {
    const all = [...resources(data, "AWS::SQS::Queue"), ...resources(pipeline, "AWS::SQS::Queue")];
    expect(all).toHaveLength(2 * Object.keys(QUEUES).length + 1);
    for (const [id, { Properties, DeletionPolicy }] of all) {
      expect([shown(Properties["KmsMasterKeyId"]), Properties["MessageRetentionPeriod"], DeletionPolicy], id).toEqual([
        "MessageKey",
        1_209_600,
        "Retain",
      ]);
    }
  });

  it("refuse what does not come over TLS", () => {
    for (const template of [data, pipeline]) {
      const guarded = resources(template, "AWS::SQS::QueuePolicy").map(([, { Properties }]) => {
        expect(statementsOf(Properties)).toContainEqual(
          expect.objectContaining({
            Effect: "Deny",
            Action: "sqs:*",
            Principal: { AWS: "*" },
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        );
        return shown(Properties["Queues"]);
      });
      expect(guarded.sort()).toEqual(
        resources(template, "AWS::SQS::Queue")
          .map(([id]) => id.slice(0, -8))
          .sort(),
      );
    }
  });
});

describe("tables", () => {
  it.each(entriesOf(TABLES))(
    "%s has the wiring's keys, is encrypted, can be restored to any second and can't be removed",
    (name, wiring: TableWiring) => {
      const keys = [{ ...wiring.partitionKey, role: "HASH" }, ...(wiring.sortKey === undefined ? [] : [{ ...wiring.sortKey, role: "RANGE" }])];
      data.hasResource("AWS::DynamoDB::Table", {
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          KeySchema: keys.map((key) => ({ AttributeName: key.name, KeyType: key.role })),
          AttributeDefinitions: keys.map((key) => ({ AttributeName: key.name, AttributeType: key.type })),
          BillingMode: "PAY_PER_REQUEST",
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: Match.anyValue() },
        },
      });
      expect(shown((resource(data, "AWS::DynamoDB::Table", title(name))["SSESpecification"] as Record<string, unknown>)["KMSMasterKeyId"])).toBe(
        "DataKey",
      );
    },
  );
});

it("outcomes, which nobody asks for any more, go after a time; nothing else ever does", () => {
  const lifetimes = resources(data, "AWS::DynamoDB::Table").flatMap(([id, { Properties }]) => {
    const lifetime = Properties["TimeToLiveSpecification"];
    return lifetime === undefined ? [] : [[id.slice(0, -8), lifetime]];
  });
  expect(lifetimes).toEqual([["OutcomesTable", { AttributeName: "expiresAt", Enabled: true }]]);
});

describe("statements", () => {
  const bucket = resource(data, "AWS::S3::Bucket", "StatementsBucket09FB5280");

  it("keep every version, encrypted, for nobody but those who may, over TLS alone", () => {
    expect(bucket).toMatchObject({
      VersioningConfiguration: { Status: "Enabled" },
      ObjectLockEnabled: true,
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }] },
    });
    expect(bucket).not.toHaveProperty("ObjectLockConfiguration");
    for (const [, { Properties }] of resources(data, "AWS::S3::BucketPolicy")) {
      expect(statementsOf(Properties)).toContainEqual(
        expect.objectContaining({ Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      );
    }
  });

  it.each([
    ["governance", "GOVERNANCE"],
    ["compliance", "COMPLIANCE"],
  ])("can be locked: %s", (statementLock, Mode) => {
    synthesise({ statementLock, statementLockDays: "400" }).data.hasResourceProperties("AWS::S3::Bucket", {
      ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode, Days: 400 } } },
    });
  });
});

describe("functions", () => {
  const LAMBDA = "AWS::Lambda::Function";
  const MAPPING = "AWS::Lambda::EventSourceMapping";

  it.each(entriesOf(FUNCTIONS))("%s runs as the wiring says", (name, wiring: FunctionWiring) => {
    expect(resource(pipeline, LAMBDA, `${title(name)}Function`)).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Timeout: wiring.timeoutSeconds,
      MemorySize: wiring.memoryMb,
      ReservedConcurrentExecutions: wiring.source.maxConcurrency,
      TracingConfig: { Mode: "Active" },
    });
    const mapping = resource(pipeline, MAPPING, `${title(name)}Function`);
    expect(mapping).toMatchObject({
      BatchSize: wiring.source.batchSize,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: wiring.source.maxConcurrency },
    });
    expect(mapping["MaximumBatchingWindowInSeconds"] ?? 0).toBe(wiring.source.batchingWindowSeconds);
    expect(shown(mapping["EventSourceArn"])).toBe(`${title(wiring.source.queue)}Queue`);
  });

  it("are never called more often at once than they may run, so that no message is received in vain", () => {
    for (const name of Object.keys(FUNCTIONS)) {
      const reserved = resource(pipeline, LAMBDA, `${title(name)}Function`)["ReservedConcurrentExecutions"] as number;
      const { MaximumConcurrency } = resource(pipeline, MAPPING, `${title(name)}Function`)["ScalingConfig"] as {
        readonly MaximumConcurrency: number;
      };
      expect(MaximumConcurrency, name).toBeLessThanOrEqual(reserved);
    }
  });

  it("have six times their timeout before a message is seen again", () => {
    for (const [name, { source }] of entriesOf(FUNCTIONS)) {
      const queue = resources(data, "AWS::SQS::Queue").find(([id]) => id.slice(0, -8) === `${title(source.queue)}Queue`)![1].Properties;
      const timeout = resource(pipeline, LAMBDA, `${title(name)}Function`)["Timeout"] as number;
      expect(queue["VisibilityTimeout"], name).toBeGreaterThanOrEqual(6 * timeout);
    }
  });

  it("find every variable they read, and the key of the keyed hash in none", () => {
    for (const [name, { secrets }] of entriesOf<Record<string, FunctionWiring>>(FUNCTIONS)) {
      const { Variables } = resource(pipeline, LAMBDA, `${title(name)}Function`)["Environment"] as { readonly Variables: Record<string, unknown> };
      const variables = Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, shown(value)]));
      const environment = readEnvironment(variables);
      expect(environment.tables).toEqual({
        journal: "JournalTable",
        index: "IndexTable",
        accounts: "AccountsTable",
        calendars: "CalendarsTable",
        rejections: "RejectionsTable",
        notices: "NoticesTable",
        outcomes: "OutcomesTable",
      });
      expect(environment.queues).toEqual({ intake: "IntakeQueue", lanes: "LanesQueue", commands: "CommandsQueue", statements: "StatementsQueue" });
      expect([environment.statementsBucket, environment.noticesTopic]).toEqual(["StatementsBucket", "NoticesTopic"]);
      expect([environment.deferSeconds, environment.deferAttempts, environment.closeDay]).toEqual([900, 2, 11]);
      expect(variables).not.toHaveProperty(VARIABLES.personKey);
      expect(variables[VARIABLES.personKeySecret], name).toBe(secrets.length > 0 ? "PersonKeySecret" : undefined);
    }
  });

  it("write logs that are kept for a year", () => {
    const groups = resources(pipeline, "AWS::Logs::LogGroup");
    expect(groups.map(([id]) => id.slice(0, -8)).sort()).toEqual(
      Object.keys(FUNCTIONS)
        .map((name) => `${title(name)}Log`)
        .sort(),
    );
    for (const [, { Properties, DeletionPolicy }] of groups) expect([Properties["RetentionInDays"], DeletionPolicy]).toEqual([365, "Retain"]);
    for (const name of Object.keys(FUNCTIONS)) {
      const { LogGroup } = resource(pipeline, LAMBDA, `${title(name)}Function`)["LoggingConfig"] as { readonly LogGroup: unknown };
      expect(shown(LogGroup)).toBe(`${title(name)}Log`);
    }
  });
});

describe("rights", () => {
  const LOG = (name: string): string => `logs:CreateLogStream logs:PutLogEvents on ${name}Log`;
  const TRACE = "xray:PutTelemetryRecords xray:PutTraceSegments on *";
  const RECEIVE = (name: string): string =>
    `sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage on ${name}Queue`;
  const WRITE_KEY =
    "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo on DataKey";
  const SEND_KEY = "kms:Decrypt kms:GenerateDataKey on MessageKey";

  it.each([
    [
      "Intake",
      [
        TRACE,
        LOG("Intake"),
        RECEIVE("Intake"),
        "dynamodb:BatchWriteItem on RejectionsTable",
        "dynamodb:PutItem on OutcomesTable",
        "sqs:SendMessage on LanesQueue",
        "secretsmanager:GetSecretValue on PersonKeySecret",
        WRITE_KEY,
        SEND_KEY,
      ],
    ],
    [
      "Ledger",
      [
        TRACE,
        LOG("Ledger"),
        RECEIVE("Lanes"),
        "dynamodb:GetItem dynamodb:PutItem dynamodb:Query on JournalTable",
        "dynamodb:BatchGetItem dynamodb:BatchWriteItem on IndexTable",
        "dynamodb:BatchGetItem dynamodb:PutItem on AccountsTable",
        "dynamodb:BatchGetItem on CalendarsTable",
        "dynamodb:BatchWriteItem on RejectionsTable",
        "dynamodb:PutItem on OutcomesTable",
        "sqs:SendMessage on IntakeQueue",
        WRITE_KEY,
        SEND_KEY,
      ],
    ],
    [
      "Close",
      [
        TRACE,
        LOG("Close"),
        RECEIVE("Commands"),
        "dynamodb:Query on AccountsTable",
        "dynamodb:BatchGetItem dynamodb:UpdateItem on CalendarsTable",
        "dynamodb:BatchWriteItem on RejectionsTable",
        "dynamodb:PutItem on OutcomesTable",
        "sqs:SendMessage on LanesQueue,StatementsQueue",
        WRITE_KEY,
        SEND_KEY,
      ],
    ],
    [
      "Statements",
      [
        TRACE,
        LOG("Statements"),
        RECEIVE("Statements"),
        "dynamodb:Query on AccountsTable,JournalTable",
        "dynamodb:BatchGetItem on CalendarsTable",
        "dynamodb:PutItem on OutcomesTable",
        "s3:PutObject on StatementsBucket/statements/*",
        WRITE_KEY,
        "kms:Decrypt on MessageKey",
      ],
    ],
    [
      "Watch",
      [
        TRACE,
        LOG("Watch"),
        RECEIVE("Watch"),
        "dynamodb:Query on AccountsTable,JournalTable",
        "dynamodb:BatchGetItem on CalendarsTable",
        "dynamodb:PutItem dynamodb:Query on NoticesTable",
        "dynamodb:BatchWriteItem on RejectionsTable",
        "sns:Publish on NoticesTopic",
        WRITE_KEY,
        SEND_KEY,
      ],
    ],
    [
      "Papers",
      [
        TRACE,
        LOG("Papers"),
        RECEIVE("Papers"),
        "dynamodb:GetItem dynamodb:Query on JournalTable",
        "dynamodb:Query on AccountsTable",
        "dynamodb:BatchGetItem on CalendarsTable",
        "dynamodb:PutItem dynamodb:Query on NoticesTable",
        "s3:GetObject s3:PutObject on StatementsBucket/papers/*",
        "sns:Publish on NoticesTopic",
        WRITE_KEY,
        SEND_KEY,
      ],
    ],
    ["Schedules", ["sqs:SendMessage on CommandsQueue,PapersQueue,SchedulesDead,WatchQueue", SEND_KEY]],
  ])("of %s are these and no others", (name, expected) => {
    expect(rightsOf(resource(pipeline, "AWS::IAM::Policy", `${name}Role`))).toEqual([...expected].sort());
  });

  it.each([
    ["Hospitals", "sqs:GetQueueUrl sqs:SendMessage on IntakeQueue"],
    ["Agencies", "sqs:GetQueueUrl sqs:SendMessage on CommandsQueue,IntakeQueue"],
  ])("of %s are to send, and not to read what others sent", (name, expected) => {
    expect(rightsOf(resource(data, "AWS::IAM::ManagedPolicy", `${name}Policy`))).toEqual([SEND_KEY, expected]);
  });

  const FIND = "cloudformation:DescribeStacks on arn:aws:cloudformation:ap-southeast-1:AWS::AccountId:stack/FundFlow-test-Data/*";
  const READ = [
    FIND,
    "dynamodb:BatchGetItem dynamodb:Query dynamodb:Scan on AccountsTable",
    "dynamodb:BatchGetItem dynamodb:Scan on IndexTable",
    "dynamodb:GetItem dynamodb:Query dynamodb:Scan on JournalTable",
    "dynamodb:Query on RejectionsTable",
    "kms:Decrypt kms:DescribeKey on DataKey",
    "s3:GetObject on StatementsBucket/papers/*,StatementsBucket/statements/*",
    "s3:ListBucket on StatementsBucket",
  ];
  const [queues, dead] = ["", "Dead"].map((kind) =>
    Object.keys(QUEUES)
      .map((name) => `${title(name)}Queue${kind}`)
      .sort()
      .join(),
  );

  it.each([
    ["Readers", [...READ, "dynamodb:BatchGetItem on CalendarsTable"]],
    ["Operators", [...READ, "dynamodb:BatchGetItem on CalendarsTable,OutcomesTable", "sqs:SendMessage on CommandsQueue,IntakeQueue", SEND_KEY]],
    [
      "Redrivers",
      [
        FIND,
        `sqs:SendMessage on ${queues}`,
        `sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on ${dead}`,
        SEND_KEY,
      ],
    ],
  ])("of %s, who work with the command line, are these and no others", (name, expected) => {
    expect(rightsOf(resource(data, "AWS::IAM::ManagedPolicy", `${name}Policy`))).toEqual([...expected].sort());
  });

  it("to list the bucket end at the prefixes that may be read", () => {
    const listing = statementsOf(resource(data, "AWS::IAM::ManagedPolicy", "ReadersPolicy")).filter(({ Action }) => Action === "s3:ListBucket");
    expect(listing.map(({ Condition }) => Condition)).toEqual([{ StringLike: { "s3:prefix": ["statements/*", "papers/*"] } }]);
  });

  it("come from these policies alone", () => {
    for (const template of [data, pipeline]) {
      for (const [id, { Properties }] of resources(template, "AWS::IAM::Role")) {
        expect(
          Object.keys(Properties).filter((key) => !["AssumeRolePolicyDocument", "Tags"].includes(key)),
          id,
        ).toEqual([]);
      }
    }
    expect(resources(pipeline, "AWS::IAM::Policy")).toHaveLength(Object.keys(FUNCTIONS).length + 1);
    expect(resources(data, "AWS::IAM::Policy")).toEqual([]);
  });

  it("to a key end at the account, and another service may use it for this account alone", () => {
    const keys = resources(data, "AWS::KMS::Key");
    expect(keys.map(([id]) => id.slice(0, -8)).sort()).toEqual(["DataKey", "MessageKey"]);
    for (const [id, { Properties, DeletionPolicy }] of keys) {
      expect([Properties["EnableKeyRotation"], DeletionPolicy]).toEqual([true, "Retain"]);
      const { Statement } = Properties["KeyPolicy"] as { readonly Statement: readonly Statement[] };
      const others = Statement.filter(({ Principal }) => JSON.stringify(Principal).includes("Service"));
      expect(others.length).toBe(id.startsWith("MessageKey") ? 1 : 0);
      for (const other of others) {
        expect(other).toMatchObject({
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
        });
      }
    }
  });
});

describe("schedules", () => {
  const schedule = resource(pipeline, "AWS::Scheduler::Schedule", "SchedulesMonthClose53");

  it("close the month before on the eleventh at two in the morning, in China's time", () => {
    expect(schedule).toMatchObject({
      ScheduleExpression: "cron(0 2 11 * ? *)",
      ScheduleExpressionTimezone: "Asia/Shanghai",
      FlexibleTimeWindow: { Mode: "OFF" },
    });
    const target = schedule["Target"] as { readonly Arn: unknown; readonly Input: string; readonly DeadLetterConfig: { readonly Arn: unknown } };
    expect([shown(target.Arn), shown(target.DeadLetterConfig.Arn)]).toEqual(["CommandsQueue", "SchedulesDead"]);
    expect(JSON.parse(target.Input)).toEqual({ kind: "close", setlym: "previous", region: "53" });
  });

  it("look every morning at what is due, and deliver the night's papers before it", () => {
    const found = ["SchedulesDailyWatch", "SchedulesDailyPapers53"].map((name) => {
      const { ScheduleExpression, Target } = resource(pipeline, "AWS::Scheduler::Schedule", name) as Record<string, unknown>;
      const { Arn, Input } = Target as { readonly Arn: unknown; readonly Input: string };
      return [ScheduleExpression, shown(Arn), JSON.parse(Input) as unknown];
    });
    expect(found).toEqual([
      ["cron(0 8 * * ? *)", "WatchQueue", {}],
      ["cron(0 5 * * ? *)", "PapersQueue", { setlym: "recent", region: "53" }],
    ]);
  });

  it("close on another day and hour, and each of several regions by itself", () => {
    const { pipeline: other } = synthesise({ closeDay: "15", closeHour: 23, closeRegions: "53,62" });
    const closes = resources(other, "AWS::Scheduler::Schedule").filter(([id]) => id.startsWith("SchedulesMonthClose"));
    const found = closes.map(([, { Properties }]) => [
      Properties["ScheduleExpression"],
      (JSON.parse((Properties["Target"] as { readonly Input: string }).Input) as { readonly region: string }).region,
    ]);
    expect(found).toEqual([
      ["cron(0 23 15 * ? *)", "53"],
      ["cron(0 23 15 * ? *)", "62"],
    ]);
  });
});

describe("settings", () => {
  it("change a function's concurrency, or leave the account's alone", () => {
    const { pipeline: small } = synthesise({ concurrency: '{"ledger":4}', reserveConcurrency: "false" });
    expect(resource(small, "AWS::Lambda::EventSourceMapping", "LedgerFunction")["ScalingConfig"]).toEqual({ MaximumConcurrency: 4 });
    expect(resource(small, "AWS::Lambda::Function", "LedgerFunction")).not.toHaveProperty("ReservedConcurrentExecutions");
  });

  it("name the stacks, so that installations stand side by side", () => {
    const { pipeline: other } = synthesise({ environment: "prod" });
    expect(JSON.stringify(other.toJSON())).toContain("FundFlow-prod-Data:ExportsOutput");
    expect(JSON.stringify(other.toJSON())).not.toContain("FundFlow-test");
  });
});

describe("the China partition", () => {
  const china = synthesise({ region: "cn-northwest-1" });
  const texts = [china.data, china.pipeline].map((template) => JSON.stringify(template.toJSON()));

  it("has names of its own: no ARN and no address of another partition is left", () => {
    for (const text of texts) {
      expect(text.match(/arn:[\w-]*/g)?.filter((arn) => arn !== "arn:aws-cn") ?? []).toEqual([]);
      // Service principals are named alike in all partitions; an address would have a region or a service before it.
      expect(
        [...new Set(text.match(/[\w.-]*amazonaws\.com[\w.]*/g))].filter(
          (name) => !/^(lambda|scheduler|cloudwatch|delivery\.logs|logging\.s3)\.amazonaws\.com$/.test(name),
        ),
      ).toEqual([]);
    }
    expect(texts.join("")).toContain("arn:aws-cn:iam::");
  });

  it("uses nothing Lambda is not known to have there", () => {
    for (const [, { Properties }] of resources(china.pipeline, "AWS::Lambda::Function")) {
      expect([Properties["Architectures"], Properties["TracingConfig"]]).toEqual([["x86_64"], undefined]);
    }
    expect(texts.join("")).not.toContain("xray:");
  });

  it("takes them where it is told that they exist", () => {
    const { pipeline: told } = synthesise({ region: "cn-north-1", architecture: "arm64", tracing: "on" });
    expect(resource(told, "AWS::Lambda::Function", "IntakeFunction")).toMatchObject({ Architectures: ["arm64"], TracingConfig: { Mode: "Active" } });
  });

  it("differs in nothing else", () => {
    const types = (template: typeof data): unknown =>
      Object.values(template.toJSON()["Resources"] as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect([types(china.data), types(china.pipeline)]).toEqual([types(data), types(pipeline)]);
  });
});

describe("synthesis fails", () => {
  it("where a rule of AwsSolutions is broken and nobody has said why", () => {
    const careless = (): unknown => synthesise({}, WIRING, (stack) => new Queue(stack, "Careless"));
    expect(careless).toThrow("AwsSolutions-SQS4");
  });

  it("where a relation of the wiring does not hold", () => {
    const { intake } = QUEUES;
    const hasty = { ...WIRING, queues: { ...QUEUES, intake: { ...intake, visibilityTimeoutSeconds: 60 } } };
    expect(() => synthesise({}, hasty)).toThrow("queue intake hides a message for 60 s, intake needs 360 s");
  });
});
