// Chinese phrases for "why three segments to open?".
import type { PhraseBook } from '../lexicon.js';

export const twoWayZh: PhraseBook = {
  thing: {
    old: '旧,旧的,老的,迟到,迟到的,重复,延迟,延迟到达,滞留,失效,已失效,之前,以前,早就作废,很久以前,过期,耽搁,很久,历史,游荡,早先',
    'old-syn':
      '旧syn,旧的syn,迟到的syn,重复syn,重复的syn,旧的重复syn,延迟的syn,已失效的连接请求,已失效的连接请求报文,失效的连接请求,旧请求,旧的请求,滞留的syn,过期的syn,旧的连接请求,' +
      '延迟syn,迟到的旧syn,延迟的旧syn,迟到的重复syn,以前滞留的,旧招呼,早就作废的呼叫,失效的syn,延迟到达的syn,历史syn,历史连接,老syn,旧的重复的syn,过期的连接请求,已失效的syn,失效请求,迟到的连接请求,以前的syn,滞留很久的旧syn,旧的重复连接请求,old syn,旧的请求报文',
    'old-synack': '迟到的syn ack,旧的syn ack,迟到的syn-ack,延迟的syn ack',
    new: '新,新的,刚发来,现在,又,再次',
    'new-syn':
      '新的请求,新请求,新的连接请求,新连接,新的连接,新的syn,新syn,新连接请求,新的一次请求,new request',
    now: '现在',
    'delayed-later': '滞留,迟到,卡住,很久才到,延迟,delay,耽搁,过了很久',
    'tell-client': '告诉客户端,通知客户端,让客户端知道,客户端知道,使客户端知道,向客户端确认',
    'third-useless': '没有实际作用,没有作用,是多余的,多余,没有意义,已经知道,早就知道,没什么用',
    nobody: '没人,并不存在,空等,白等,干等,根本不存在,早已不在',
    real: '真的,确实,认真,可以接收,能收到,能接收,能不能收到,在线,真正',
  },
  act: {
    ask: '请求',
    unaware: '一无所知,毫不知情,不知情,不知道这回事,毫不知晓,没打算,压根没想,不认这个,并不知道,根本不知道',
    come: '来',
    fooled: '骗,被骗,上当,欺骗',
  },
};
