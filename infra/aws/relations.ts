import type { WaitWiring, Wiring } from "../wiring.ts";

/** Lambda gives a message that failed a call several tries, and advises six times the function's timeout for them. */
const VISIBILITY_PER_TIMEOUT = 6;
/** Fewer, and throttling alone may send a good message to the dead-letter queue. Both: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const LEAST_RECEIVES = 5;
/** https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html */
const CONCURRENCY = { least: 2, most: 1000 };
/** A FIFO queue's batch has ten messages and is not gathered; others 10,000, of more than ten only gathered ones: API_CreateEventSourceMapping. */
const BATCH = { fifo: 10, ungathered: 10, standard: 10_000 };
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const LONGEST_DELAY_SECONDS = 900;
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html; half of it, because a message given back counts too. */
const MOST_ROUNDS = 8;

/** What of the wiring would not work on AWS, in words; empty where all is well. Asserted whenever the stacks are synthesised. */
export function wiringProblems(wiring: Wiring): string[] {
  return [
    ...functionProblems(wiring),
    ...queueProblems(wiring),
    ...scheduleProblems(wiring),
    ...senderProblems(wiring),
    ...waitProblems(wiring.wait),
  ];
}

function functionProblems({ functions, queues, tables, buckets, topics, secrets }: Wiring): string[] {
  return Object.entries(functions).flatMap(([name, { source, timeoutSeconds, sendsTo, ...grants }]) => {
    const queue = queues[source.queue];
    if (queue === undefined) return [`${name} reads queue ${source.queue}, which does not exist`];
    const wanted = VISIBILITY_PER_TIMEOUT * timeoutSeconds;
    const mostMessages = queue.fifo ? BATCH.fifo : source.batchingWindowSeconds > 0 ? BATCH.standard : BATCH.ungathered;
    return problems(
      [
        queue.visibilityTimeoutSeconds < wanted,
        `queue ${source.queue} hides a message for ${queue.visibilityTimeoutSeconds} s, ${name} needs ${wanted} s`,
      ],
      [
        queue.maxReceiveCount < LEAST_RECEIVES,
        `queue ${source.queue} gives a message up after ${queue.maxReceiveCount} receives, throttling alone may take ${LEAST_RECEIVES}`,
      ],
      [source.batchSize > mostMessages, `${name} takes ${source.batchSize} messages at once, queue ${source.queue} gives ${mostMessages} at most`],
      [queue.fifo && source.batchingWindowSeconds > 0, `${name} gathers messages of ${source.queue}, which a FIFO queue can't`],
      [
        source.maxConcurrency < CONCURRENCY.least || source.maxConcurrency > CONCURRENCY.most,
        `${name} may run ${source.maxConcurrency} times at once, an event source takes ${CONCURRENCY.least} to ${CONCURRENCY.most}`,
      ],
      ...missing(name, "queue", sendsTo, queues),
      ...missing(name, "table", Object.keys(grants.tables), tables),
      ...missing(name, "bucket", [...Object.keys(grants.puts), ...Object.keys(grants.gets)], buckets),
      ...missing(name, "topic", grants.publishesTo, topics),
      ...missing(name, "secret", grants.secrets, secrets),
    );
  });
}

function queueProblems({ functions, queues }: Wiring): string[] {
  const consumers = Map.groupBy(Object.entries(functions), ([, { source }]) => source.queue as string);
  return Object.keys(queues).flatMap((queue) => {
    const names = (consumers.get(queue) ?? []).map(([name]) => name);
    return problems([
      names.length !== 1,
      `queue ${queue} feeds ${names.length === 0 ? "nothing" : names.join(" and ")}, it should feed one function`,
    ]);
  });
}

function scheduleProblems({ queues, schedules }: Wiring): string[] {
  return Object.entries(schedules).flatMap(([name, { queue, at }]) =>
    problems(
      ...missing(name, "queue", [queue], queues),
      [queues[queue]?.fifo === true, `schedule ${name} sends to ${queue}, a FIFO queue, without a message group`],
      [at.hour < 0 || at.hour > 23, `schedule ${name} fires at ${at.hour} o'clock`],
      [at.day !== undefined && (at.day < 1 || at.day > 28), `schedule ${name} fires on day ${at.day ?? ""}, which not every month has`],
    ),
  );
}

function senderProblems({ queues, senders }: Wiring): string[] {
  return Object.entries(senders).flatMap(([name, to]) => problems(...missing(name, "queue", to, queues)));
}

/** A reversal that waits goes from the ledger to intake and back: two functions, each called once a round. */
function waitProblems({ seconds, attempts }: WaitWiring): string[] {
  return problems(
    [seconds > LONGEST_DELAY_SECONDS, `a message waits for ${seconds} s, SQS delays ${LONGEST_DELAY_SECONDS} s at most`],
    [attempts >= MOST_ROUNDS, `a message waits ${attempts} times, Lambda may take that for a loop without end`],
  );
}

type Check = readonly [isWrong: boolean, problem: string];

const problems = (...checks: readonly Check[]): string[] => checks.filter(([isWrong]) => isWrong).map(([, problem]) => problem);

const missing = (user: string, kind: string, names: readonly string[], known: Readonly<Record<string, unknown>>): Check[] =>
  names.map((name) => [!(name in known), `${user} uses ${kind} ${name}, which does not exist`]);
