// Makes the HTTP request of a try: renders the event, signs it with every secret that holds, sends it.
import { Injectable } from '@nestjs/common';
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

@Injectable()
export class SenderService {
  constructor(
    private readonly settings: Settings,
    private readonly egress: EgressClient,
  ) {}

  send(letter: Letter, stop: AbortSignal): Promise<Egress> {
    const { eventId, type, schemaVersion, data, createdAt, endpointId, url, tryNumber, now } = letter;
    const message: Message = {
      type,
      schema: schemaName(type, schemaVersion),
      timestamp: createdAt.toISOString(),
      data,
    };
    const body = JSON.stringify(message);
    const secrets = [letter.secret, letter.previousSecret]
      .filter((sealed) => sealed !== null)
      .map((sealed) => unseal(sealed, this.settings.secret, endpointId));
    const timestamp = Math.floor(now.getTime() / 1000);
    const headers = signedHeaders({ id: messageId(eventId), timestamp, body }, ...secrets);
    return this.egress.post(url, { ...headers, 'lastack-try': String(tryNumber) }, body, stop);
  }
}

/** The webhook-id: the same on every try and every redelivery of an event. */
export function messageId(eventId: string): string {
  return `msg_${eventId}`;
}
