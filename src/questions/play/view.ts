// How a play is shown: the task, what has been exchanged so far, and the turns still to come.
import type { Host } from '../../tcp/index.js';
import { blankLines, labelled } from '../blank-list.js';
import { hosts } from '../i18n/terms.js';
import type { Locale, Prompt, Table, TableCell, Text, View } from '../kind.js';
import type { Arrival, Play } from './peer.js';
import { type Lengths, STORIES, type StoryName } from './stories.js';

export const TITLE: Text = { en: 'Be one end of the connection', zh: '扮演连接的一端' };

export interface PlayFacts {
  story: StoryName;
  role: Host;
  lengths: Lengths;
  /** The student's own. */
  isn: number;
  turns: number;
  /** What arrives before the first turn. */
  begins: Arrival[];
}

const WORDS = {
  caption: { en: 'What was exchanged, and your turns', zh: '已交换的报文段和你的回合' },
  time: { en: 'Time', zh: '时间' },
  who: { en: 'From', zh: '发送方' },
  segment: { en: 'Segment', zh: '报文段' },
  you: { en: 'you', zh: '你' },
  turn: { en: 'turn', zh: '回合' },
  nothing: { en: '(nothing arrives)', zh: '（没有收到报文段）' },
  over: { en: 'There are no more turns.', zh: '所有回合已结束。' },
};

function taskOf({ story, role, lengths, isn, turns }: PlayFacts): Text {
  const goal = STORIES[story].goal(lengths);
  return {
    en: `You are the TCP of the ${role}. In each turn you see what has arrived and send one segment, or wait. ${goal.en} Your initial sequence number is ${isn}. Whatever has arrived and needs it is acknowledged first, once, by a segment that does nothing else; only then comes something of your own. Segments may get lost: if nothing comes for a second after you have sent something that must be acknowledged, your retransmission timer has gone off before your turn. There are ${turns} turns. Write a move as the control bits, the sequence number, with ACK the acknowledgment number, and with data their octets: ACK seq=… ack=… len=…; or write wait. PSH does not matter.`,
    zh: `你是${hosts[role].zh}的 TCP。每个回合你会看到收到的报文段，然后发送一个报文段，或者等待。${goal.zh}你的初始序号是 ${isn}。收到的内容如需确认，先用一个只做确认的报文段确认一次，然后才发送自己的内容。报文段可能丢失：如果发送了需要确认的内容之后一秒内什么也没有收到，轮到你时重传计时器已经超时。共有 ${turns} 个回合。每一步写出控制位、序号，带 ACK 时写确认号，带数据时写字节数，例如 ACK seq=… ack=… len=…；也可以写“等待”。PSH 不作要求。`,
  };
}

export function playView(prompt: Prompt<PlayFacts>, locale: Locale): View {
  const play = { begins: prompt.facts.begins, turns: [] };
  const { table, text: exchange } = sayPlay(play, prompt.facts, locale);
  const open = prompt.blanks.map(({ id }): TableCell[] => [
    { text: '' },
    { text: WORDS.you[locale] },
    { blank: id },
  ]);
  const task = taskOf(prompt.facts)[locale];
  const label = (id: string) => {
    const turn = id.slice('t'.length);
    return { en: `your segment in turn ${turn}`, zh: `第 ${turn} 回合你发送的报文段` }[locale];
  };
  const blanks = labelled(prompt.blanks, label, locale);
  return {
    title: TITLE[locale],
    task,
    text: [TITLE[locale], '', task, '', exchange, ...blankLines(blanks, locale), ''].join('\n'),
    table: { ...table, rows: [...table.rows, ...open] },
    ladder: exchange,
    svg: null,
    blanks,
  };
}

export interface ExchangeView {
  /** The turn to play now, from 1; null when all are played. */
  next: number | null;
  text: string;
  table: Table;
}

/** What a play has come to: every segment that this side sent or received, in order. */
export function sayPlay({ begins, turns }: Play, facts: PlayFacts, locale: Locale): ExchangeView {
  const peer = hosts[facts.role === 'client' ? 'server' : 'client'][locale];
  const row = (t_ms: number, from: string, segment: string) => [`${t_ms} ms`, from, segment];
  const arrivals = (list: readonly Arrival[]) => list.map((each) => row(each.t_ms, peer, each.segment));
  const rows = [
    ...arrivals(begins),
    ...turns.flatMap(({ turn, t_ms, move, replies }) => [
      row(t_ms, `${WORDS.you[locale]} (${WORDS.turn[locale]} ${turn})`, move),
      ...(replies.length > 0 ? arrivals(replies) : [['', '', WORDS.nothing[locale]]]),
    ]),
  ];
  const next = turns.length < facts.turns ? turns.length + 1 : null;
  const lines = rows.map(([time = '', from = '', segment = '']) =>
    `${time.padStart(9)}  ${from}  ${segment}`.trimEnd(),
  );
  if (next === null) lines.push(WORDS.over[locale]);
  return {
    next,
    text: `${lines.join('\n')}\n`,
    table: {
      caption: WORDS.caption[locale],
      columns: [WORDS.time[locale], WORDS.who[locale], WORDS.segment[locale]],
      rows: rows.map((cells) => cells.map((text): TableCell => ({ text }))),
    },
  };
}
