/** Makes one move on many tickets, a few at a time, and tells how each went. */

export interface Outcome {
  readonly number: string;
  /** null: it went well. */
  readonly error: Error | null;
}

const AT_ONCE = 4;

/** Each ticket is its own command: one that is refused does not hold up the others. */
export async function moveAll(
  numbers: readonly string[],
  move: (number: string) => Promise<unknown>,
  told: (outcome: Outcome) => void,
  stopped: () => boolean = () => false,
): Promise<void> {
  const waiting = [...numbers];
  const hand = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined && !stopped(); number = waiting.shift()) {
      const error = await move(number).then(
        () => null,
        (why: unknown) => (why instanceof Error ? why : new Error(String(why))),
      );
      told({ number, error });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}
