// Families of words that mean nearly the same, whatever they are said of: a letter that strays and a segment that is
// lost. The second opinion (features.ts) sees families beside the words, so that what it learned of one word it knows of
// the others, in both languages. Latin words count in all their forms; of Chinese words the longest is taken.
export const families: Readonly<Record<string, string>> = {
  // What becomes of a message.
  lose:
    'lose lost loss drop dropped vanish swallow miss missing fall fell stray astray unheard overheard disappear gone ' +
    '丢 丢失 掉 没到 没送到 送不到 石沉 石沉大海 落空 走丢 没收到 弄丢 遗失 失踪 没听到 没听见 没传到 半路',
  arrive:
    'arrive reach come came get got through receive deliver delivery land appear show turn reached hear heard catch ' +
    '到 到达 收到 送到 寄到 传到 听到 听见 拿到 收 抵达 冒出 来',
  late: 'late delay delayed belated slow held stuck detour lag 迟 迟到 晚到 拖 耽搁 滞留 绕 堵 延迟 卡 迷路',
  old:
    'old stale previous former duplicate ancient yesterday predecessor ghost past outdated leftover leftovers obsolete ' +
    'earlier straggler forgotten lingering ago stray before dead echo expired used ' +
    '旧 老 过期 以前 之前 上一 上次 上一次 上一班 前任 前 失效 陈旧 作废 去年 从前 早 残留 历史 回声 前一',
  new:
    'new next fresh later successor reincarnation incarnation future tenant newcomer reuse reused reopen reconnect second ' +
    'following today now current another 新 下 后来 以后 下次 下一个 下一班 重用 复用 再建 新来 现在 今天 刚 刚才 刚刚',
  die:
    'die dead expire gone drain dissolve settle fade disappear perish leave quarantine lifetime ' +
    '消失 死 过期 失效 没了 死光 死掉 死绝 作废 清空 散 消亡 寿命 失散 走光 清完',
  again:
    'again twice second another repeat resend resent retransmit retransmission rexmit anew afresh more reask once rexmitted ' +
    're 再 又 重 补 重新 再次 第二次 一遍 重传 重发 重复 补发 补寄 从发 重穿 还会',
  reply:
    'reply answer respond response acknowledge ack confirm nod receipt react reaction confirmation acknowledgement reack ' +
    'roger yes wave sign signature copied 回 应 答 应答 回复 确认 答应 回执 签收 吭声 理 回应 响应 点头 表态 搭理 应声 嗯 答复',
  stay:
    'stay remain wait present around keep kept hang linger still here there available patience listen ' +
    '等 留 在 守 待 保留 站 等待 等着 守着 还在 别走',
  leave:
    'leave left hang hung quit forget forgot forgotten delete vanish move away disappear gone ' +
    '走 离开 挂 挂断 忘 关了 搬 删 搬走 走人 没影 去楼空',
  shut:
    'close shut end finish stop terminate release abort tear drop disconnect kill remove cancel file struck ' +
    '关 关闭 断开 释放 结束 停 拆 断 终止 注销 收场 结案 拧 封 关掉 清除',
  // Who takes what for what, and who knows.
  mistake:
    'mistake mistaken confuse take taken believe think thought suppose swallow accept fool trick mix regard treat consider ' +
    'assume pass seem looks impression thinks 误 当成 当作 以为 混 认为 误会 错 骗 当真 误认 当 误认为 误以为 分不清 弄混 混淆 混进 干扰',
  know:
    'know known see seen tell notice learn sure distinguish aware certain recognise understand clear find realise proof ' +
    'prove show 知道 看 清 晓得 认 听 明白 确定 放心 得知 发现 识别 有数 踏实 证明 心里 判断',
  cannot: 'cannot unable impossible 不能 没法 无法 不可能 分不清 看不出 分不出 搞不清 难以 说不清',
  distinguish:
    'distinguish unambiguous clear clearly tell precise precisely exact exactly same differ difference different ambiguous ' +
    'specific 区分 分清 分辨 明确 歧义 混淆 搞清 一样 分不清 混 哪 哪个 哪一 单独',
  want:
    'want wish intend need interested interest ask asked book order call request mean really serious agree willing care ' +
    '想 要 请求 订 叫 愿意 意思 打算 真 真的 确实 同意 发起 本意 没打算',
  ignore:
    'ignore discard silent bin throw threw dismiss refuse 不理 忽略 扔 丢弃 置之不理 不认 不睬 不搭理 不回应 不承认 没理 不管',
  resource:
    'memory buffer resource table seat room allocate reserve hold held dinner thread state control block cup meal hour ' +
    '资源 内存 缓存 缓冲 桌 包间 座位 占 分配 控制块 仓库 酒席 占用 占着 备好',
  vain: 'vain nobody useless waste wasted ever forever silence void empty nothing 白 空等 傻等 浪费 干等 白等 徒劳 没人 白白 空占 耗',
  open: 'open establish established connect connected ready commit set estab 建立 建好 连上 连好 通 进入 打开 开始 算数 接通 就绪',
  // Who has more to say.
  speak:
    'send sent transmit talk speak say said tell told write deliver word voice sentence story shout whisper announce speech ' +
    'page output play 发 说 讲 传 送 写 话 喊 念 宣布 发送 传输 告诉 数据 讲话 稿子',
  done:
    'finish done through end complete over last until empty out ready exhausted sold bar close ' +
    '完 结束 完成 说完 讲完 发完 写完 传完 做完 念完 收拾好 干完 最后',
  rest:
    'rest remain remaining left more still yet busy unsent pending queue remainder outstanding few middle continue unfinished ' +
    '剩 还有 没完 剩余 剩下 没发完 未 尚 还没 手头 手上 手里 继续 正在 接着 还在 没说完',
  nothing: 'nothing none no any anything 没有 没 无 什么都没 没东西 没话',
  direction:
    'direction way side half lane pipe road tap stream door halves window valve barrier tunnel string shop ' +
    '方向 道 路 边 头 管 龙头 半 车道 水管 门 窗 扇 这边 那边 一边 嘴 张嘴',
  self:
    'own itself himself herself myself self separate separately independent independently individual individually apart alone ' +
    'each everyone 自己 单独 各自 独立 分别 分开 各 本人 亲自',
  together:
    'together combine combined same merge both join joined melt share one along with breath ' +
    '一起 合并 一块 同时 合 并 一口气 合在 合成 一个 顺带 搭着 一句',
  afterwards:
    'after afterwards later then follow follows until when only postpone defer ' +
    '晚 后 才 然后 再 之后 随后 推迟 等到 往后 稍后',
  'at once':
    'immediate immediately once straight instant instantly right promptly first now away moment ' +
    '马上 立刻 立即 先 当场 当即 赶紧 随即',
  // Timers, probes, numbers.
  timer:
    'timer clock alarm watch period hour hours time minute stopwatch 计时器 定时器 闹钟 小时 钟头 时间 记时器 计时 个钟',
  reset:
    'reset restart zero start beginning push set anew afresh count 重置 清零 归零 从头 重新 复位 拨 重算 重新计时 重来 从新',
  silence:
    'silence silent idle quiet nothing inactivity still hush squeak mute 空闲 没动静 安静 没数据 无数据 没有数据 不作声 没消息 动静 没声音 沉默 吱一声',
  probe:
    'probe test ask asked knock call check shout question ping poke inquire tap 探测 问 敲 喊 试探 探 询问 探侧 问一句 叫',
  'give up':
    'give up gave declare dead regard strike cross off certificate write 放弃 认定 断定 判定 划掉 就当 死心 算了',
  interval: 'every each interval spacing between gap distance seconds 每 每隔 隔 间隔 相隔 每过 秒',
  times: 'times tenth attempt tries try count row ten 次 遍 回 趟 个 连续',
  number:
    'number numbered count page ticket line row index item position place sequence serial numbering ' +
    '序号 号 编号 页 序列号 格 位 位置 编 数 计数 号码 单号 续号 序好 几',
  one: 'one single per a 一 一个 各 每',
  empty:
    'empty blank without though although content payload dataless carries 空 没有内容 没数据 不携带 没有数据 虽然 不带 没字',
  consume:
    'consume use used occupy take takes spend spent cost counts counted 消耗 占 占用 算 占了 用掉 耗 算作',
  reliable: 'reliable reliably safe protect secure guarantee sure certain 可靠 安全 保证 保护 确保',
  // Things of everyday life that stand for segments and for endpoints.
  message:
    'segment packet letter parcel mail post note envelope message data datagram copy bill form order file syn box goods ' +
    'gift invitation card telegram item 报文 包 信 包裹 数据 快递 纸条 单子 订单 请帖 东西 单 邀请 包袱 报文段',
  person:
    'friend guest visitor customer host waiter cook nurse man woman somebody someone neighbour people tenant landlord clerk ' +
    'singer patient 客人 店家 店主 朋友 人家 老板 主人 他 她 人 邻居 房客 住户 新人 对面',
  talk: 'phone call telephone line hello goodbye bye radio conversation 电话 再见 拜拜 喂 道别 通话 告别 话筒 对讲',
  // How the answer speaks of what it says.
  deny:
    'false wrong untrue myth actually fact reality strike cross but though however truth strictly correction nonsense never ' +
    '不对 错 其实 实际 不是 并不 不会 从来 不可能 更正 准确 不过 但 可是 然而 事实上 不存在 不成立',
  topic:
    'topic related relevant concern aspect mention discuss connected matter issue cover important consequence deal regard ' +
    '有关 涉及 相关 方面 角度 考点 要点 关系 知识点 体现 机制 概念 问题 特点 重要',
};
