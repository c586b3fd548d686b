// Why three segments to open? The client is the side that asks for the connection, the server the one that is asked.
import type { Rubric } from '../rubric.js';
import { twoWayEn } from './two-way.en.js';
import { twoWayZh } from './two-way.zh.js';

export const twoWay: Rubric = {
  question: 'two-way',
  version: 5,
  ask: {
    en: 'Why are two segments not enough to open a connection (why the third ACK)?',
    zh: '为什么两个报文段不足以建立连接（为什么需要第三个 ACK）？',
  },
  actors: {
    client: 'opener',
    a: 'opener',
    active: 'opener',
    sender: 'opener',
    server: 'listener',
    b: 'listener',
    passive: 'listener',
    receiver: 'listener',
  },
  reversed: [
    {
      names: ['a', 'b'],
      when: [
        'send@=b syn !synack',
        'syn#=b',
        'want@=b',
        '-want@=b',
        '-ask@=b',
        '-know@=b !arrive',
        'isn#=a',
        'synack#=a',
        'believe@=a',
        'mistake@=a',
        'open@=a',
        'allocate@=a',
        'waste@=a',
        '-recognise@=a',
        'know@=a arrive@=b',
        'know@=a isn',
        '-know@=b old-syn',
        'arrive b third-segment know@=a',
        'know@=a want@=b',
        'confirm a want|isn',
        'old-syn arrive@=a',
      ],
      unless: [
        'send@=a syn !synack ~16',
        'syn#=a',
        'want@=a',
        '-want@=a',
        'send@=b synack ~12',
        'old-syn#=a',
      ],
    },
  ],
  concepts: {
    A: {
      en: 'A delayed old duplicate SYN can arrive at the server, which takes it for a new request.',
      zh: '迟到的旧的重复 SYN 可能到达服务器，被当作新的连接请求。',
      needs: [
        {
          what: { en: 'an old SYN arrives', zh: '旧的 SYN 到达' },
          said: ['old-syn', 'old syn#opener ~30', 'syn delayed-later ~30', 'old segment|connection want ~16'],
        },
        {
          what: { en: 'the server takes it for a new one', zh: '服务器把它当作新的请求' },
          said: [
            'believe@listener new|want|connection|open|now ~30',
            'mistake@listener new|syn|want ~26',
            '-recognise@listener',
            '-know@listener old ~20',
            'new-syn mistake@listener|believe@listener ~24',
            'old-syn mistake@listener ~40',
            'old-syn open@listener|allocate@listener|answer@listener|waste@listener|believe@listener|mistake@listener ~60',
            'old open@listener|allocate@listener|believe@listener|mistake@listener ~40',
            'fooled@listener',
          ],
          hinted: ['open@=listener', 'answer@=listener', 'allocate@=listener'],
        },
      ],
      doubted: ['believe@=opener new|want ~24', 'mistake@=opener'],
      denied: [
        'recognise@listener old-syn|old ~30',
        'know@listener old-syn|old ~16',
        'old-synack',
        'old-syn#=listener',
        'old-syn >arrive >opener ~6',
        'old >synack >arrive >opener ~20',
        'harmless old-syn|old ~30',
        '-mistake@listener old-syn ~30',
      ],
    },
    B: {
      en: 'With two segments the server would hold a connection open that the client never asked for and ignores.',
      zh: '若只有两次握手，服务器会进入 ESTABLISHED 并占用资源，而客户端并没有请求，会忽略 SYN-ACK。',
      needs: [
        {
          incidental: true,
          what: { en: 'the server holds the connection open', zh: '服务器认为连接已打开' },
          said: [
            'open@listener',
            'allocate@listener resources|connection|nobody',
            'waste@listener',
            'wait@listener',
            'believe@listener open ~20',
          ],
        },
        {
          what: { en: 'the client does not want it or know of it', zh: '客户端不想要或不知情' },
          said: ['-want@opener', '-know@opener', 'ignore@opener', 'nobody', 'unaware@opener', '-come'],
          hinted: ['waste@listener'],
        },
      ],
      denied: [
        '-open@=listener !supposes ~20',
        '-waste@listener !supposes ~20',
        '-allocate@=listener',
        'open@=opener -want@=listener ~60',
        'believe@=opener|mistake@=opener >listener >new-syn|new ~24',
      ],
    },
    C: {
      en: "The third segment confirms to the server that the client got the server's ISN and wants this connection.",
      zh: '第三个报文段向服务器确认：客户端收到了服务器的 ISN，确实要建立这个连接。',
      needs: [
        {
          what: {
            en: 'the server learns that the client got its ISN or wants the connection',
            zh: '服务器得知客户端收到了它的 ISN 或确实要建立连接',
          },
          said: [
            'know@listener arrive@opener|isn|want@opener|synack|present|real ~40',
            'confirm listener isn#listener|arrive@opener|want@opener|real ~36',
            'third-segment confirm|know isn#listener|want|arrive@opener ~50',
            'isn#listener confirm third-segment ~36',
            'both confirm isn ~16',
            '-know@listener arrive@opener|isn|want@opener|synack|real !old ~36',
            '-confirm@listener arrive@opener|isn|want@opener|real !old ~36',
            'know@listener real ~24',
            'arrive@listener|want@listener ack|confirm isn|want@opener|real ~36',
          ],
          hinted: ['both isn ~20'],
        },
      ],
      denied: [
        '-confirm third-segment listener ~40',
        'third-segment >-know ~14',
        'know@=opener listener arrive|isn|present ~30',
        'third-segment#=listener',
        'send@=listener >third-segment ~20',
        'third-segment send@=listener !confirm ~20',
        'tell-client !supposes ~60',
        'third-useless',
        'isn#=opener confirm|know listener|third-segment ~36',
      ],
    },
  },
  phrases: [twoWayEn, twoWayZh],
};
