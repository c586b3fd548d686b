// The turns of a question that is played: stored as they are made, so that nobody tries out all that could be sent.
import type { Tx } from '../prisma/database.js';

/** The moves of the try that is open, in canonical form, the first one first. */
export async function storedMoves(db: Tx, questionId: string): Promise<string[]> {
  const turns = await db.$queryRaw<{ move: string }[]>`
    SELECT turn.move FROM turns turn JOIN variants variant ON variant.id = turn.variant_id
    WHERE variant.id = ${questionId}::uuid AND turn.try = variant.tries_used + 1 ORDER BY turn.number`;
  return turns.map(({ move }) => move);
}

/** Adds moves behind the first `after` of a try; whatever stands there already is taken away, which is for practice only. */
export async function storeMoves(
  tx: Tx,
  questionId: string,
  triesUsed: number,
  after: number,
  moves: readonly string[],
): Promise<void> {
  const of = { variantId: questionId, try: triesUsed + 1 };
  await tx.turn.deleteMany({ where: { ...of, number: { gt: after } } });
  await tx.turn.createMany({
    data: moves.map((move, i) => ({ ...of, number: after + i + 1, move })),
  });
}
