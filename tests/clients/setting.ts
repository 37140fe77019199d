// What the test tells a client, and what a client tells the test: one line that says what it has seen.
export const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
};

export const requestIds = [1, 2, 3].map((n) => `${setting('request_id')}-${n}`);

export const tell = (seen: {
  before: number;
  balance: number;
  reversed: number;
  outstanding: number;
}): void => console.log(JSON.stringify(seen));

export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
