// Why four segments to close? The active side sends the first FIN, the passive side the second.
import type { Rubric } from '../rubric.js';
import { fourWayEn } from './four-way.en.js';
import { fourWayZh } from './four-way.zh.js';

export const fourWay: Rubric = {
  question: 'four-way',
  version: 5,
  ask: {
    en: 'Why does closing usually take four segments rather than three?',
    zh: '为什么关闭连接通常需要四个报文段而不是三个？',
  },
  actors: {
    client: 'first',
    a: 'first',
    active: 'first',
    sender: 'first',
    server: 'second',
    b: 'second',
    passive: 'second',
    other: 'second',
    receiver: 'second',
  },
  reversed: [
    {
      names: ['a', 'b'],
      when: ['fin#=b answer@=a', 'send@=b fin >answer@=a', 'more-data@=a', 'first-close@=b'],
    },
    {
      names: ['client', 'server'],
      when: ['first-close@=server', 'fin#=server answer@=client more-data ~80'],
    },
  ],
  concepts: {
    A: {
      en: 'Each direction is closed by itself (full duplex, half-close): a FIN only says that its sender has no more data.',
      zh: '两个方向独立关闭（全双工、半关闭）：FIN 只表示其发送者没有数据要发了。',
      needs: [
        {
          what: { en: 'each direction is closed by itself', zh: '每个方向独立关闭' },
          said: [
            'half-close',
            'full-duplex !bag ~60',
            'close direction|end-each separately|counts|one-only ~30',
            'fin means|one-only nothing-left|-send ~30',
            'fin one-only direction ~44',
            'fin means direction end-of ~30',
            'direction separately ~20',
            'counts own fin|close ~20',
            'close -close direction ~40',
            'direction open ~24',
            '-send still arrive ~30',
            'own direction ~10',
            'fin close one-only ~16',
            'fin means|one-only end-of ~30',
            'fin end-of one-only|direction ~16',
          ],
        },
      ],
      denied: [
        'one-closes-all',
        'close both|all-of-it one !one-only !counts !separately ~16',
        'fin close all-of-it !one-only ~16',
        '-separately direction ~16',
      ],
    },
    B: {
      en: 'The passive side acknowledges the FIN at once but may still have data to send, so its own FIN comes later.',
      zh: '被动方立即确认 FIN，但可能还有数据要发，所以它自己的 FIN 要晚一些。',
      needs: [
        {
          what: { en: 'the passive side may have data left', zh: '被动方可能还有数据要发' },
          said: [
            'more-data@second',
            'app-busy',
            'not-finished@second',
            'send@=second rest ~20',
            'send@second until-done ~30',
            'fin until-done !first ~40',
          ],
        },
        {
          incidental: true,
          what: { en: 'its FIN comes after the ACK', zh: '它的 FIN 在 ACK 之后' },
          said: [
            'fin later ~24',
            'first-then ~30',
            'answer >afterwards >fin ~50',
            '-combine',
            '-fin-at-once',
            'ack afterwards fin ~40',
            'only-then',
            'until-done fin ~24',
            'separate fin|ack ~24',
            'send@second until-done fin ~40',
            'ack fin >more-data@second ~60',
          ],
        },
      ],
      denied: [
        '-allowed send|more-data|data',
        '-send@=second data',
        '-more-data !combine !three ~24',
        'more-data@=first',
        'answer@=first >more-data ~40',
        'must-not-send',
        'fin-at-once',
        'actually-together',
      ],
    },
    C: {
      en: 'If the passive side has nothing left to send, ACK and FIN can be combined, which makes three.',
      zh: '若被动方没有数据要发，ACK 和 FIN 可以合并成一个报文段，变成三次。',
      bonus: true,
      needs: [
        {
          what: { en: 'nothing is left to send', zh: '没有数据要发' },
          said: ['nothing-left combine|three ~60', '-more-data combine|three ~60'],
        },
        { what: { en: 'ACK and FIN are combined', zh: 'ACK 和 FIN 合并' }, said: ['combine', 'three'] },
      ],
      denied: ['always-together'],
    },
  },
  phrases: [fourWayEn, fourWayZh],
};
