import type { QueueWiring } from "../../wiring.ts";

/**
 * Region of the embedded engines. Never to be changed or taken from the environment: fauxqs knows a queue by region and name but stores it by
 * name alone, so that creating it again under another region removes it with all its messages.
 */
export const ENGINE_REGION = "us-east-1";

/** The account fauxqs gives everything. */
const ENGINE_ACCOUNT = "000000000000";

/** SQS wants this ending of a FIFO queue's name. */
const suffix = ({ fifo }: QueueWiring) => (fifo ? ".fifo" : "");

export const queueName = (name: string, wiring: QueueWiring): string => `${name}${suffix(wiring)}`;
export const deadQueueName = (name: string, wiring: QueueWiring): string => `${name}-dead${suffix(wiring)}`;
/** ARN of a topic on the engine. */
export const topicArn = (name: string): string => `arn:aws:sns:${ENGINE_REGION}:${ENGINE_ACCOUNT}:${name}`;
/** Name of the queue that takes what is published to a topic. */
export const inboxName = (topic: string): string => `${topic}-inbox`;
export const queueArn = (physicalName: string): string => `arn:aws:sqs:${ENGINE_REGION}:${ENGINE_ACCOUNT}:${physicalName}`;

/**
 * The URL of a queue on this start's port. The engine's own answer has a host that needs DNS (sqs.<region>.localhost), and after a restart the
 * port of the start that created the queue; it finds the queue by the path's last segment.
 */
export const queueUrl = (endpoint: string, physicalName: string): string => `${endpoint}/${ENGINE_ACCOUNT}/${physicalName}`;
