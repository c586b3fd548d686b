// Makes the HTTP request of a try: renders the event, signs it with every secret that holds, sends it.
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config.js';
import { type Message, schemaName } from '../events/catalogue.js';
import type { Claim } from './deliveries.queries.js';
import { type Egress, EgressClient } from './egress.js';
import { unseal } from './sealed-secret.js';
import { signedHeaders } from './signature.js';

export type Letter = Pick<
  Claim,
  'eventId' | 'type' | 'schemaVersion' | 'data' | 'createdAt' | 'endpointId' | 'url' | 'tryNumber'
> &
  Pick<Claim, 'secret' | 'previousSecret' | 'now'>;

const SHUT =
  'the signing secret does not open, as LASTACK_SECRET is another one now: rotate it, with overlapHours 0';

@Injectable()
export class SenderService {
  readonly #logger = new Logger(SenderService.name);

  constructor(
    private readonly settings: Settings,
    private readonly egress: EgressClient,
  ) {}

  async send(letter: Letter, stop: AbortSignal): Promise<Egress> {
    const { eventId, type, schemaVersion, data, createdAt, url, tryNumber, now } = letter;
    const secrets = this.#secretsOf(letter);
    if (!secrets) return { error: SHUT, durationMs: 0 };
    const message: Message = {
      type,
      schema: schemaName(type, schemaVersion),
      timestamp: createdAt.toISOString(),
      data,
    };
    const body = JSON.stringify(message);
    const timestamp = Math.floor(now.getTime() / 1000);
    const headers = signedHeaders({ id: messageId(eventId), timestamp, body }, ...secrets);
    return this.egress.post(url, { ...headers, 'lastack-try': String(tryNumber) }, body, stop);
  }

  /** null when they do not open: no later try would fare better, so this one has failed, and says what helps. */
  #secretsOf({ secret, previousSecret, endpointId }: Letter): string[] | null {
    try {
      return [secret, previousSecret]
        .filter((sealed) => sealed !== null)
        .map((sealed) => unseal(sealed, this.settings.secret, endpointId));
    } catch (error) {
      this.#logger.error({ err: error, endpointId }, 'the signing secret of an endpoint does not open');
      return null;
    }
  }
}

/** The webhook-id: the same on every try and every redelivery of an event. */
export function messageId(eventId: string): string {
  return `msg_${eventId}`;
}
