import { expect, it } from "vitest";
import { VARIABLES } from "../../functions/environment.ts";
import { resolvePersonKey } from "../../functions/secrets.ts";

const ARN = "arn:aws-cn:secretsmanager:cn-northwest-1:111122223333:secret:key";

it("fetches the person key from where the variables say it lies, and keeps the others", async () => {
  const asked: string[] = [];
  const fetchSecret = (arn: string): Promise<string> => {
    asked.push(arn);
    return Promise.resolve("the key");
  };
  const variables = await resolvePersonKey({ [VARIABLES.personKeySecret]: ARN, OTHER: "other" }, fetchSecret);
  expect(asked).toEqual([ARN]);
  expect(variables).toEqual({ [VARIABLES.personKeySecret]: ARN, OTHER: "other", [VARIABLES.personKey]: "the key" });
});

it("fetches nothing where the key itself is given", async () => {
  const fetchSecret = (): Promise<string> => Promise.reject(new Error("nothing is to be fetched"));
  expect(await resolvePersonKey({ [VARIABLES.personKey]: "given" }, fetchSecret)).toEqual({ [VARIABLES.personKey]: "given" });
  expect(await resolvePersonKey({ [VARIABLES.personKey]: "given", [VARIABLES.personKeySecret]: "" }, fetchSecret)).toMatchObject({
    [VARIABLES.personKey]: "given",
  });
});

it("takes no empty text for a key: everybody would be hashed alike", async () => {
  await expect(resolvePersonKey({ [VARIABLES.personKeySecret]: ARN }, () => Promise.resolve(""))).rejects.toThrow("is empty");
});
