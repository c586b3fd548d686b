// What to tell a student who misjudges what a changed rule of the protocol would do.
import type { MisconceptionText } from './misconception-text.js';

export const changeMisconceptions = {
  'change-without-effect': {
    wrong: {
      en: 'The changed rule was taken to make no difference.',
      zh: '认为改变规则没有任何影响。',
    },
    right: {
      en: 'The rule is there for what goes wrong: follow the lost or old segment through the changed protocol, step by step.',
      zh: '这条规则正是为异常情况而设：请让丢失的或旧的报文段在改变后的协议中一步一步走一遍。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'both-ends-alike': {
    wrong: {
      en: 'Both ends were thought to fare alike.',
      zh: '认为双方的遭遇相同。',
    },
    right: {
      en: 'Each end knows only what has arrived there; what one end takes for a connection may be nothing to the other.',
      zh: '每一端只知道到达自己的报文段；一端认为存在的连接，另一端可能一无所知。',
    },
    reread: 'RFC 9293, 3.5.1',
  },
  'nothing-is-lost': {
    wrong: {
      en: 'It was taken for granted that TCP loses no octet and delivers none wrongly.',
      zh: '想当然地认为 TCP 不会丢失也不会错误交付任何字节。',
    },
    right: {
      en: 'Sequence numbers protect the octets of one connection, as long as both ends agree that there is one.',
      zh: '序号只在双方都认可同一条连接时才能保护其中的字节。',
    },
    reread: 'RFC 9293, 3.4.1',
  },
} as const satisfies Record<string, MisconceptionText>;
