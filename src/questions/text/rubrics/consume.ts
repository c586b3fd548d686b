// Why seq+1 although the segment carries no data? What holds of a SYN or FIN does not hold of a pure ACK.
import type { Rubric } from '../rubric.js';
import { consumeEn } from './consume.en.js';
import { consumeZh } from './consume.zh.js';

export const consume: Rubric = {
  question: 'consume',
  version: 6,
  ask: {
    en: 'Why is the ACK of a SYN (or FIN) seq+1 although it carries no data?',
    zh: 'SYN（或 FIN）不携带数据，为什么对它的 ACK 是 seq+1？',
  },
  actors: { client: 'one', server: 'another', other: 'another' },
  reversed: [],
  concepts: {
    A: {
      en: 'SYN and FIN each consume one sequence number.',
      zh: 'SYN 和 FIN 各消耗一个序号。',
      figure: { step: 1 },
      needs: [
        {
          what: { en: 'a SYN or FIN takes one sequence number', zh: 'SYN 或 FIN 占一个序号' },
          said: [
            'consume syn|fin|flag one-number|number|isn !one-ack ~36',
            'syn|fin|flag consume one-number|number|isn|n1 !one-ack ~30',
            'virtual-byte',
            'syn|fin|flag counts-one ~24',
            'counts-one syn|fin|flag ~40',
            'consume pronoun one-number|number !ack !segment ~20',
            'counts-one pronoun !ack !segment ~16',
          ],
          hinted: ['consume one-number|number|isn ~20', 'counts-one'],
        },
      ],
      denied: [
        '-consume number|one-number|isn|syn|fin|flag ~30',
        '-counts-one',
        'ack-consumes',
        'ack >counts-one !syn !fin !flag ~6',
        'consume many ~12',
        'dummy-byte',
        'option consume|counts-one ~24',
        'every-segment consume|number ~20',
        'none-used',
      ],
    },
    B: {
      en: 'So that they can be acknowledged unambiguously and retransmitted reliably, like data.',
      zh: '这样它们就能像数据一样被明确地确认、可靠地重传。',
      needs: [
        {
          what: { en: 'it can be acknowledged unambiguously or retransmitted', zh: '能被明确确认或重传' },
          said: [
            'resend !pure-ack ~30',
            'again send syn|fin|flag|pronoun !pure-ack ~14',
            'recognise|know lost syn|fin|flag|pronoun ~16',
            'answer|confirm unambiguous ~30',
            '-recognise',
            '-know arrive|ack|answer|confirm ~40',
            'know arrive|ack|exactly ~30',
            'recognise ack|answer|arrive ~30',
            'unambiguous arrive|answer|confirm|ack ~30',
            'answer|confirm like-data ~30',
            'reliably-delivered',
            'look-the-same',
          ],
        },
      ],
      denied: ['pure-ack-acked', 'for-the-ack', 'never-resent', '-answer unambiguous ~20'],
    },
  },
  phrases: [consumeEn, consumeZh],
};
