import { titleOf } from "./title.ts";

/** Ids of the data stack's outputs, by names of the wiring: the stack tells by them what it holds, and the command line finds it. */
export const OUTPUTS = {
  tableName: (table: string): string => `${titleOf(table)}TableName`,
  queueUrl: (queue: string): string => `${titleOf(queue)}QueueUrl`,
  deadQueueUrl: (queue: string): string => `${titleOf(queue)}DeadQueueUrl`,
  topicArn: (topic: string): string => `${titleOf(topic)}TopicArn`,
  bucketName: (bucket: string): string => `${titleOf(bucket)}BucketName`,
  policyArn: (holder: string): string => `${titleOf(holder)}PolicyArn`,
} as const;

/** An installation's name as its operators know it. */
export const installationName = (environment: string): string => `FundFlow-${environment}`;

/** Names of its stacks. */
export const dataStackName = (installation: string): string => `${installation}-Data`;
export const pipelineStackName = (installation: string): string => `${installation}-Pipeline`;
