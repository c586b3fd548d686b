// Chinese phrases for "why seq+1?".
import type { PhraseBook } from '../lexicon.js';

export const consumeZh: PhraseBook = {
  mark: { 'one-ack': 'ack消耗,ack占用,ack要消耗' },
  thing: {
    'one-number':
      '一个序号,一个序列号,一个位置,一个号,一个编号,一个数,一个字节,一个位子,一位,1个序号,1个字节,一个sequence number,一个序列好,1个序列号,个序号',
    'virtual-byte': '虚拟字节,虚拟的字节,逻辑字节,假想的字节',
    many: '四个,两个,三个,4个,2个',
    'dummy-byte': '填充数据,填充字节,一个字节的填充,带了一个字节',
    'every-segment': '每个报文段,每个报文,所有报文,任何报文段',
    'none-used': '不消耗序号,不占序号,不占用序号,不消耗,不占用',
    unambiguous: '明确,明确地,清楚,唯一,准确,确切,无歧义,正是,明确的,专门,单独,精确',
    option: '选项,首部,填充,负载',
    'never-resent': '不会重传,从不重传,不重传,永远不会重传',
    'for-the-ack': '目的是让ack,是为了让ack,为了让ack,使ack,让ack丢,让ack能',
    exactly: '正是,恰好,确切',
    reliable: '可靠,可靠性,可靠地',
    'like-data':
      '像数据一样,和数据一样,跟数据一样,与数据一样,像普通数据,像data一样,如同数据,像普通字节,同数据一样,对它进行确认,进行确认',
    'reliably-delivered': '可靠地传送,可靠地送达,可靠传输,可靠地传输,可靠送达,可靠交付',
    'look-the-same': '分不出来,分不开,搞不清,分不清楚,一模一样,长得一样,完全相同,有歧义,歧义,混淆',
    'pure-ack': 'ack能够被确认和重传',
  },
  act: {
    'counts-one':
      '多了一个字节,按一个字节,编上一个号,编一个号,占一格,一格,占一行,推进一个,加一个,编了号,有自己的序号,有自己的编号,各有一个序号,有一个序号,算一个,算一个数,当作一个字节,当成一个字节,相当于一个字节,当自己是一个字节,各领了一个号,占一个,算作一个字节,看作一个字节,各占一个,占用一个,消耗一个,消号一个,吃掉一个,加了一个,当作1个字节,视为一个字节,占了一个,占位,计为一个,消耗1个,占用1个,占1个,当一个字节,领了一个号,consume一个',
    'ack-consumes': 'ack要消耗一个,ack占用一个,ack消耗一个,ack报文本身需要,ack也占,ack要占',
    'pure-ack-acked':
      'ack能够被确认,ack就能被,ack能被,ack占用一个序号,ack可以被确认,ack能够被,这样ack,让ack能',
  },
};
