// How does the server find out that the client crashed? All of it is the server's doing.
import type { Rubric } from '../rubric.js';
import { keepaliveEn } from './keepalive.en.js';
import { keepaliveZh } from './keepalive.zh.js';

export const keepalive: Rubric = {
  question: 'keepalive',
  version: 6,
  ask: {
    en: "An established connection's client host crashes. How does the server eventually find out, with the classic keepalive timer?",
    zh: '已建立的连接中客户端主机崩溃了。用经典的保活计时器，服务器最终怎样发现？',
  },
  actors: {
    client: 'crashed',
    a: 'crashed',
    other: 'crashed',
    server: 'watcher',
    b: 'watcher',
    we: 'watcher',
  },
  reversed: [{ names: ['a', 'b'], when: ['crash@=b', 'probe#=a', 'send@=a probe'] }],
  concepts: {
    A: {
      en: 'A keepalive timer, reset on all received data, fires after idle time (typically 2 hours).',
      zh: '保活计时器：每收到数据就重置，空闲一段时间（通常 2 小时）后到期。',
      figure: { is: '7200s', needed: false },
      needs: [
        {
          incidental: true,
          what: { en: 'a timer or a period', zh: '计时器或一段时间' },
          said: ['timer', '7200s', 'long-time', 'fire'],
        },
        {
          what: { en: 'it measures silence', zh: '它度量空闲' },
          said: [
            'silence',
            'reset arrive|heard|segment ~24',
            '-arrive timer|7200s|long-time ~36',
            '-heard 7200s|long-time|timer ~36',
            'since-last',
            '-segment fire|timer|7200s|long-time ~30',
            'heard reset ~30',
            'lost timer|7200s|long-time ~36',
            '-arrive segment 7200s ~40',
          ],
        },
      ],
      denied: [
        'silence wrong-idle ~14',
        'wrong-idle fire|timer ~12',
        'silence duration !7200s !75s ~10',
        'fire duration !7200s !75s ~8',
        'timer#=crashed',
        'send@=client probe ~14',
        'reset data-sent ~24',
        'not-silence',
        'retransmission-timer',
        'probe >reset ~10',
        '-reset arrive|segment ~30',
        'have@=crashed >timer ~10',
        'knock@=crashed silence|7200s ~40',
        'crashed-does silence|7200s ~24',
      ],
    },
    B: {
      en: 'Then it sends probes, every 75 s.',
      zh: '然后发送探测报文段，每 75 秒一个。',
      figure: { is: '75s', needed: true },
      needs: [
        {
          what: { en: 'probes every 75 s', zh: '每 75 秒一个探测' },
          said: ['75s interval probe|ask-again|knock|send|again|resend ~30'],
        },
      ],
      denied: [
        'send@=client probe ~14',
        '-send@watcher probe ~16',
        'crashed-does',
        '75s >silence ~6',
        'single-probe',
        'interval duration !75s !7200s ~4',
        'send@=crashed 75s ~20',
        'have@=crashed >timer ~10',
        'knock@=crashed 75s ~30',
        'timer#=crashed pronoun 75s ~60',
        'probe#=client',
      ],
    },
    C: {
      en: 'After 10 unanswered probes it gives up and closes the connection.',
      zh: '10 个探测都没有响应，就放弃并关闭连接。',
      figure: { is: 'n10', needed: true },
      needs: [
        { what: { en: '10 probes', zh: '10 个探测' }, said: ['n10'] },
        {
          incidental: true,
          what: { en: 'it gives up', zh: '放弃' },
          said: ['close@watcher', 'give-up@watcher'],
        },
      ],
      denied: [
        'close@=crashed',
        'give-up@=crashed',
        '-close',
        '-n10',
        'for-ever probe|-close ~24',
        'keep-open n10|probe ~60',
        'crashed-does close|give-up ~80',
        'have@=crashed >timer ~10',
        'send@=crashed 75s|probe close|give-up ~60',
      ],
    },
  },
  // All probes, and all of it: 9 or 10 intervals, with or without the two hours.
  follows: [
    [660, 780],
    [7860, 7980],
  ],
  phrases: [keepaliveEn, keepaliveZh],
};
