// Why TIME-WAIT? The closer is the side that closed first, the peer the other one.
import type { Rubric } from '../rubric.js';
import { timeWaitEn } from './time-wait.en.js';
import { timeWaitZh } from './time-wait.zh.js';

export const timeWait: Rubric = {
  question: 'time-wait',
  version: 3,
  ask: {
    en: 'Why does the side that closes first wait 2*MSL in TIME-WAIT before it goes to CLOSED?',
    zh: '先关闭的一方为什么要在TIME-WAIT等待2*MSL才进入CLOSED？',
  },
  actors: {
    client: 'closer',
    a: 'closer',
    active: 'closer',
    we: 'closer',
    server: 'peer',
    b: 'peer',
    passive: 'peer',
    other: 'peer',
  },
  reversed: [
    {
      names: ['a', 'b'],
      when: [
        'resend@=a >fin',
        'again@=b ack|answer',
        'resend@=b >ack !fin ~10',
        'wait@=b',
        'first-close@=b',
        'last-ack#=b lost',
        'ack#=b lost',
        'stuck@=a',
      ],
    },
    { names: ['client', 'server'], when: ['first-close@=server', 'wait@=server resend@=client fin ~60'] },
  ],
  concepts: {
    A: {
      en: 'The last ACK may be lost; the peer then sends its FIN again, and the waiting side must be there to acknowledge it.',
      zh: '最后一个ACK可能丢失，对方会重传FIN，等待的一方必须还在，才能再次确认。',
      needs: [
        {
          incidental: true,
          what: { en: 'the last ACK is lost', zh: '最后一个ACK丢失' },
          said: ['lost ack#closer ~16', 'lost last-ack ~24'],
          hinted: ['resend fin', 'again fin ~8'],
        },
        {
          what: {
            en: 'it can be acknowledged again, or the peer cannot close',
            zh: '能够再次确认，否则对方无法关闭',
          },
          said: [
            'again@closer ack|last-ack|answer ~8',
            'resend@closer ack|last-ack !fin ~10',
            'resend@closer ack|last-ack >fin ~14',
            'resend fin answer|present|ack ~44',
            'again fin answer|present ~44',
            'stuck@peer',
            'stuck last-ack-state',
            '-close@peer !first-close ~10',
            'rst',
            'answer@closer fin ~16',
            'answer@=closer ack ~12',
            'resend answer|present ~30',
          ],
          hinted: ['resend fin', 'present', 'again fin', 'wait again'],
        },
      ],
      denied: [
        'resend@=peer ack|last-ack !fin ~6',
        'resend@=closer >fin wait@client|wait@closer ~30',
        'again@=peer ack|answer !fin ~10',
        'wait@=passive',
        'ack-of-ack',
        'own-timer resend ack|last-ack !fin ~40',
        'own-timer resend@=closer',
        '-answer@=closer|-resend@=closer fin ~20',
        'fin >-answer|-resend ~24',
        '-answer >resend|again >fin ~20',
        'fin >-again ack ~24',
        'ignore@=closer fin ~16',
        'dismissed fin|answer ~24',
        'lost last-ack#=passive ~20',
        '-resend fin ~12',
        '-lost last-ack ~20',
        'ack >-lost ~24',
        'lost fin#=closer !ack !last-ack ~12',
      ],
      doubted: ['wait@=server', 'wait@=peer'],
    },
    B: {
      en: 'Old duplicate segments of this connection die out, so that a later connection with the same four-tuple does not take them for its own.',
      zh: '本连接的旧的重复报文段在网络中消失，不会被相同四元组的新连接误认。',
      needs: [
        {
          what: { en: 'old segments go away, or would disturb', zh: '旧报文段消失，否则会造成干扰' },
          said: [
            'old segment die|mistake|appear ~36',
            'segment-old die|mistake|appear ~36',
            'segment die tuple ~40',
            'segment die|mistake connection-new ~50',
            'old mistake|appear connection-new ~40',
            'segment mistake|appear connection-old ~40',
            'early-reuse',
            '-survive connection-old|old ~30',
            'old die connection-new ~40',
            'connection-new -arrive|-mistake segment|old ~40',
          ],
          hinted: ['old segment', 'segment die', 'old mistake'],
        },
        {
          what: { en: 'a later connection', zh: '之后的新连接' },
          said: [
            'connection-new',
            'new connection ~8',
            'new tuple ~16',
            'tuple connection ~16',
            'tuple again ~12',
            'early-reuse',
          ],
          hinted: ['tuple'],
        },
      ],
      denied: [
        'segment-new mistake segment-old ~40',
        'segment-new mistake >connection-old ~40',
        '-mistake old connection-new !die !consequence ~40',
        'ports-differ',
        'harmless new|old ~40',
      ],
    },
  },
  phrases: [timeWaitEn, timeWaitZh],
};
