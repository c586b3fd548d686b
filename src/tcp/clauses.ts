// The clauses a step may cite, with their text in English and Chinese. Keys begin with the document: an RFC's
// number and section, `linux` for what that kernel does on its own, `course` for a usual simplification,
// `counterfactual` for a rule that is not TCP's.

export type Locale = 'en' | 'zh';

const CLAUSES = {
  '9293:3.10-closed': [
    'There is no TCB: the call fails with "connection does not exist".',
    '没有 TCB：调用失败，返回“连接不存在”。',
  ],
  '9293:3.10.1-active': [
    'Active OPEN: create a TCB, select an ISS, send <SEQ=ISS><CTL=SYN>, set SND.UNA to ISS and SND.NXT to ISS+1, enter SYN-SENT.',
    '主动打开：创建 TCB，选取 ISS，发送 <SEQ=ISS><CTL=SYN>，令 SND.UNA=ISS、SND.NXT=ISS+1，进入 SYN-SENT。',
  ],
  '9293:3.10.1-passive': [
    'Passive OPEN: create a TCB, enter LISTEN and wait for a SYN. Nothing is sent.',
    '被动打开：创建 TCB，进入 LISTEN 等待 SYN，不发送任何报文段。',
  ],
  '9293:3.10.1-listen': [
    'Active OPEN in LISTEN: the passive OPEN becomes an active one; select an ISS, send a SYN, enter SYN-SENT.',
    '在 LISTEN 中主动打开：被动变主动，选取 ISS，发送 SYN，进入 SYN-SENT。',
  ],
  '9293:3.10.1-exists': ['A connection exists already: OPEN fails.', '连接已存在：OPEN 失败。'],
  '9293:3.10.1-unspecified': [
    'An active side must name the remote socket.',
    '主动的一方必须指明远端套接字。',
  ],
  '9293:3.10.2-listen': [
    'SEND in LISTEN with the remote socket named: the passive OPEN becomes an active one, a SYN is sent, the text waits.',
    '在 LISTEN 中 SEND 且指明远端：被动变主动，发送 SYN，数据排队。',
  ],
  '9293:3.10.2-queue': [
    'Text given to SEND before ESTABLISHED is queued and goes out once the connection is established.',
    '在 ESTABLISHED 之前 SEND 的数据先排队，连接建立后再发送。',
  ],
  '9293:3.10.2-segmentize': [
    'SEND: the text goes out as <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK,PSH>; SND.NXT advances by its length.',
    'SEND：数据以 <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK,PSH> 发出，SND.NXT 增加数据长度。',
  ],
  '9293:3.10.2-closing': [
    'After CLOSE nothing more may be sent: "connection closing".',
    'CLOSE 之后不能再发送：“连接正在关闭”。',
  ],
  '9293:3.10.3-queue': ['Nothing to deliver yet: the RECEIVE waits.', '尚无数据可交付：RECEIVE 等待。'],
  '9293:3.10.3-deliver': [
    'RECEIVE: text that has arrived is handed over; the window may open.',
    'RECEIVE：交付已到达的数据，窗口可能随之张开。',
  ],
  '9293:3.10.3-closing': [
    'The peer has closed and no text is left: "connection closing".',
    '对端已关闭且没有剩余数据：“连接正在关闭”。',
  ],
  '9293:3.10.4-listen': [
    'CLOSE in LISTEN: delete the TCB, enter CLOSED.',
    '在 LISTEN 中 CLOSE：删除 TCB，进入 CLOSED。',
  ],
  '9293:3.10.4-syn-sent': [
    'CLOSE in SYN-SENT: delete the TCB, enter CLOSED. Nothing is sent.',
    '在 SYN-SENT 中 CLOSE：删除 TCB，进入 CLOSED，不发送任何报文段。',
  ],
  '9293:3.10.4-syn-received': [
    'CLOSE in SYN-RECEIVED with nothing to send: send a FIN, enter FIN-WAIT-1.',
    '在 SYN-RECEIVED 中 CLOSE 且无待发数据：发送 FIN，进入 FIN-WAIT-1。',
  ],
  '9293:3.10.4-syn-received-queued': [
    'CLOSE in SYN-RECEIVED with text queued: wait until ESTABLISHED.',
    '在 SYN-RECEIVED 中 CLOSE 但有排队数据：等到 ESTABLISHED 再处理。',
  ],
  '9293:3.10.4-established': [
    'CLOSE in ESTABLISHED: enter FIN-WAIT-1; the FIN follows the last octet of text.',
    '在 ESTABLISHED 中 CLOSE：进入 FIN-WAIT-1，FIN 跟在最后一个数据字节之后。',
  ],
  '9293:3.10.4-close-wait': [
    'CLOSE in CLOSE-WAIT: the FIN follows the last octet of text; then the state is LAST-ACK.',
    '在 CLOSE-WAIT 中 CLOSE：FIN 跟在最后一个数据字节之后，状态变为 LAST-ACK。',
  ],
  '9293:3.10.4-fin': [
    'All text has been sent: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=FIN,ACK>. The FIN occupies one sequence number.',
    '数据已全部发出：发送 <SEQ=SND.NXT><ACK=RCV.NXT><CTL=FIN,ACK>。FIN 占用一个序号。',
  ],
  '9293:3.10.4-fin-on-text': [
    'The FIN rides on the last segment of text and counts one after it.',
    'FIN 搭载在最后一个数据报文段上，序号在数据之后再占一个。',
  ],
  '9293:3.10.4-again': ['CLOSE was called before: no second FIN.', '已经 CLOSE 过：不会有第二个 FIN。'],
  '9293:3.10.5-silent': [
    'ABORT before the connection exists: delete the TCB, send nothing.',
    '连接尚未建立时 ABORT：删除 TCB，不发送任何报文段。',
  ],
  '9293:3.10.5-reset': [
    'ABORT: send <SEQ=SND.NXT><CTL=RST>, flush all queues, delete the TCB.',
    'ABORT：发送 <SEQ=SND.NXT><CTL=RST>，清空队列，删除 TCB。',
  ],
  '9293:3.10.5-closing': [
    'ABORT when both sides have closed: delete the TCB, send nothing.',
    '双方都已关闭时 ABORT：删除 TCB，不发送任何报文段。',
  ],
  '9293:3.10.7.1-rst': [
    'CLOSED: a reset is discarded, never answered.',
    'CLOSED：收到 RST 直接丢弃，从不应答。',
  ],
  '9293:3.10.7.1-ack': [
    'CLOSED: a segment with ACK is answered by <SEQ=SEG.ACK><CTL=RST>.',
    'CLOSED：对带 ACK 的报文段回复 <SEQ=SEG.ACK><CTL=RST>。',
  ],
  '9293:3.10.7.1-no-ack': [
    'CLOSED: a segment without ACK is answered by <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>; SYN and FIN count in SEG.LEN.',
    'CLOSED：对不带 ACK 的报文段回复 <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>，SEG.LEN 包括 SYN 和 FIN。',
  ],
  '9293:3.10.7.2-first': ['LISTEN: a reset is ignored.', 'LISTEN：忽略 RST。'],
  '9293:3.10.7.2-second': [
    'LISTEN: an ACK acknowledges nothing that was sent; answer <SEQ=SEG.ACK><CTL=RST>.',
    'LISTEN：ACK 不可能确认任何已发内容，回复 <SEQ=SEG.ACK><CTL=RST>。',
  ],
  '9293:3.10.7.2-third': [
    'LISTEN, SYN: set IRS=SEG.SEQ and RCV.NXT=SEG.SEQ+1 (a SYN occupies one number), select an ISS, send <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>, enter SYN-RECEIVED.',
    'LISTEN 收到 SYN：令 IRS=SEG.SEQ、RCV.NXT=SEG.SEQ+1（SYN 占一个序号），选取 ISS，发送 <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>，进入 SYN-RECEIVED。',
  ],
  '9293:3.10.7.2-third-text': [
    'Text or FIN that rides on a SYN is kept and processed in ESTABLISHED.',
    '随 SYN 到来的数据或 FIN 先保存，到 ESTABLISHED 再处理。',
  ],
  '9293:3.10.7.2-third-security': [
    'LISTEN, SYN of another security compartment: reset.',
    'LISTEN 收到安全隔离域不符的 SYN：复位。',
  ],
  '9293:3.10.7.2-fourth': [
    'LISTEN: a segment without SYN, RST and ACK is dropped.',
    'LISTEN：既无 SYN、RST 也无 ACK 的报文段被丢弃。',
  ],
  '9293:3.10.7.3-first-bad': [
    'SYN-SENT: SEG.ACK =< ISS or SEG.ACK > SND.NXT; answer <SEQ=SEG.ACK><CTL=RST> unless it is a reset, and discard.',
    'SYN-SENT：SEG.ACK =< ISS 或 SEG.ACK > SND.NXT；若不是 RST 就回复 <SEQ=SEG.ACK><CTL=RST>，并丢弃。',
  ],
  '9293:3.10.7.3-second': [
    'SYN-SENT: a reset whose ACK covers our SYN: the connection is refused, delete the TCB.',
    'SYN-SENT：RST 的 ACK 覆盖了我方 SYN：连接被拒绝，删除 TCB。',
  ],
  '9293:3.10.7.3-second-no-ack': [
    'SYN-SENT: a reset without ACK is dropped.',
    'SYN-SENT：不带 ACK 的 RST 被丢弃。',
  ],
  '9293:3.10.7.3-third': [
    'SYN-SENT: the security compartment is not that of the connection; reset, and discard.',
    'SYN-SENT：安全隔离域与连接不符；复位，并丢弃。',
  ],
  '9293:3.10.7.3-fourth': [
    'SYN-SENT, SYN with an ACK of ours: RCV.NXT=SEG.SEQ+1, IRS=SEG.SEQ, SND.UNA=SEG.ACK; enter ESTABLISHED and send <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>.',
    'SYN-SENT 收到确认了我方 SYN 的 SYN：令 RCV.NXT=SEG.SEQ+1、IRS=SEG.SEQ、SND.UNA=SEG.ACK，进入 ESTABLISHED，发送 <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>。',
  ],
  '9293:3.10.7.3-fourth-no-ack': [
    'SYN-SENT, SYN without ACK: both sides open at once; enter SYN-RECEIVED and send <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>.',
    'SYN-SENT 收到不带 ACK 的 SYN：双方同时打开，进入 SYN-RECEIVED，发送 <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>。',
  ],
  '9293:3.10.7.3-fourth-text': [
    'Other controls or text on the SYN,ACK are processed from the sixth step on.',
    'SYN,ACK 上的其他控制位或数据从第六步起继续处理。',
  ],
  '9293:3.10.7.3-fourth-queued': [
    'Data that was queued in SYN-SENT may go out with that acknowledgment; here it does, since quick acknowledgments are turned off.',
    '在 SYN-SENT 排队的数据可以随这个确认一起发送；此处关闭了快速确认，因此一起发送。',
  ],
  '9293:3.10.7.3-fifth': [
    'SYN-SENT: neither SYN nor RST, so the segment is dropped.',
    'SYN-SENT：既无 SYN 也无 RST，丢弃该报文段。',
  ],
  '9293:3.5-figure-7': [
    'Simultaneous open: the peer repeats its SYN with an ACK of ours; it counts as that ACK although its SEQ is RCV.NXT-1.',
    '同时打开：对端重复其 SYN 并确认我方 SYN；虽然 SEQ 为 RCV.NXT-1，仍按该 ACK 处理。',
  ],
  '9293:3.10.7.4-first': [
    'First check: no part of the segment is in the receive window; answer <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> and drop it.',
    '第一步：报文段没有任何部分落在接收窗口内；回复 <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> 并丢弃。',
  ],
  '9293:3.10.7.4-first-rst': [
    'First check: a reset outside the window is dropped in silence.',
    '第一步：窗口之外的 RST 被静默丢弃。',
  ],
  '9293:3.10.7.4-first-trim': [
    'First check: what lies beyond the window is cut off.',
    '第一步：超出窗口的部分被截去。',
  ],
  '9293:3.10.7.4-second': [
    'Second check, RST: the connection is reset; flush the queues, delete the TCB, enter CLOSED.',
    '第二步，RST：连接被复位；清空队列，删除 TCB，进入 CLOSED。',
  ],
  '9293:3.10.7.4-second-passive': [
    'Second check, RST in SYN-RECEIVED after a passive OPEN: back to LISTEN; the user need not hear of it.',
    '第二步，被动打开后的 SYN-RECEIVED 收到 RST：回到 LISTEN，无需通知用户。',
  ],
  '9293:3.10.7.4-second-active': [
    'Second check, RST in SYN-RECEIVED after an active OPEN: connection refused, enter CLOSED.',
    '第二步，主动打开后的 SYN-RECEIVED 收到 RST：连接被拒绝，进入 CLOSED。',
  ],
  '5961:3-rst': [
    'A reset in the window but not at RCV.NXT may be forged: a challenge ACK instead.',
    'RST 在窗口内但 SEQ 不等于 RCV.NXT，可能是伪造的：改发挑战 ACK。',
  ],
  '5961:4-syn': [
    'A SYN in a synchronized state draws a challenge ACK, whatever its number.',
    '同步状态下收到 SYN，无论序号如何都回复挑战 ACK。',
  ],
  '5961:5-old-ack': [
    'An ACK older than the largest window, or one of what was never sent, is not believed.',
    '比最大窗口还旧的 ACK，或确认从未发送内容的 ACK，都不可信。',
  ],
  '5961:7-limit': [
    'Such an ACK went out just before: this one is left out.',
    '刚刚已发过这样的 ACK：本次不再发送。',
  ],
  '9293:3.10.7.4-third': [
    'Third check: the security compartment is not that of the connection; reset.',
    '第三步：安全隔离域与连接不符，复位。',
  ],
  '9293:3.10.7.4-fourth-syn-received': [
    'Fourth check, SYN in SYN-RECEIVED after a passive OPEN: back to LISTEN.',
    '第四步，被动打开后的 SYN-RECEIVED 收到 SYN：回到 LISTEN。',
  ],
  '9293:3.10.7.4-fifth-no-ack': [
    'Fifth check: without ACK the segment is dropped.',
    '第五步：没有 ACK 的报文段被丢弃。',
  ],
  '9293:3.10.7.4-fifth-syn-received': [
    'Fifth check in SYN-RECEIVED, SND.UNA < SEG.ACK =< SND.NXT: our SYN is acknowledged; enter ESTABLISHED and go on.',
    '第五步，SYN-RECEIVED 中 SND.UNA < SEG.ACK =< SND.NXT：我方 SYN 已被确认，进入 ESTABLISHED 并继续。',
  ],
  '9293:3.10.7.4-fifth-syn-received-bad': [
    'Fifth check in SYN-RECEIVED: the ACK is not acceptable; answer <SEQ=SEG.ACK><CTL=RST>.',
    '第五步，SYN-RECEIVED 中 ACK 不可接受：回复 <SEQ=SEG.ACK><CTL=RST>。',
  ],
  '9293:3.10.7.4-fifth-new': [
    'Fifth check, SND.UNA < SEG.ACK =< SND.NXT: SND.UNA=SEG.ACK; what is acknowledged leaves the retransmission queue.',
    '第五步，SND.UNA < SEG.ACK =< SND.NXT：令 SND.UNA=SEG.ACK，已确认的内容移出重传队列。',
  ],
  '9293:3.10.7.4-fifth-duplicate': [
    'Fifth check: the ACK tells nothing new.',
    '第五步：该 ACK 没有新的确认。',
  ],
  '9293:3.10.7.4-fifth-future': [
    'Fifth check: SEG.ACK > SND.NXT acknowledges what was never sent; answer an ACK and drop the segment.',
    '第五步：SEG.ACK > SND.NXT 确认了从未发送的内容；回复 ACK 并丢弃。',
  ],
  '9293:3.10.7.4-fifth-fin-wait-1': [
    'Fifth check in FIN-WAIT-1: our FIN is acknowledged; enter FIN-WAIT-2.',
    '第五步，FIN-WAIT-1 中我方 FIN 已被确认：进入 FIN-WAIT-2。',
  ],
  '9293:3.10.7.4-fifth-closing': [
    'Fifth check in CLOSING: our FIN is acknowledged; enter TIME-WAIT.',
    '第五步，CLOSING 中我方 FIN 已被确认：进入 TIME-WAIT。',
  ],
  '9293:3.10.7.4-fifth-last-ack': [
    'Fifth check in LAST-ACK: our FIN is acknowledged; delete the TCB, enter CLOSED.',
    '第五步，LAST-ACK 中我方 FIN 已被确认：删除 TCB，进入 CLOSED。',
  ],
  '9293:3.10.7.4-fifth-time-wait': [
    'TIME-WAIT: only a repeated FIN can arrive; acknowledge it and start the 2 MSL timeout anew.',
    'TIME-WAIT：只可能收到重传的 FIN；确认它并重新启动 2 MSL 定时器。',
  ],
  '9293:3.10.7.4-sixth': [
    'Sixth check: the urgent pointer is carried but not processed here.',
    '第六步：紧急指针仅携带，此处不处理。',
  ],
  '9293:3.10.7.4-seventh': [
    'Seventh check: text in order is taken; RCV.NXT advances by its length.',
    '第七步：按序到达的数据被接收，RCV.NXT 增加其长度。',
  ],
  '9293:3.10.7.4-seventh-old': [
    'Seventh check: all of it was received before; acknowledge again.',
    '第七步：内容全部已收到过，再次确认。',
  ],
  '9293:3.10.7.4-seventh-early': [
    'Seventh check: something before it is missing; keep it and repeat the ACK of RCV.NXT at once.',
    '第七步：前面有缺口；先保存，并立即重复确认 RCV.NXT。',
  ],
  '9293:3.10.7.4-seventh-beyond-fin': [
    'Seventh check: text beyond the peer’s FIN is ignored.',
    '第七步：对端 FIN 之后的数据被忽略。',
  ],
  '9293:3.10.7.4-eighth-established': [
    'Eighth check, FIN in ESTABLISHED: RCV.NXT advances over it by one; tell the user, enter CLOSE-WAIT.',
    '第八步，ESTABLISHED 收到 FIN：RCV.NXT 加一，通知用户，进入 CLOSE-WAIT。',
  ],
  '9293:3.10.7.4-eighth-fin-wait-1': [
    'Eighth check, FIN in FIN-WAIT-1 while our FIN is not yet acknowledged: enter CLOSING.',
    '第八步，FIN-WAIT-1 收到 FIN 而我方 FIN 尚未被确认：进入 CLOSING。',
  ],
  '9293:3.10.7.4-eighth-fin-wait-1-acked': [
    'Eighth check, FIN in FIN-WAIT-1 with an ACK of ours: straight to TIME-WAIT.',
    '第八步，FIN-WAIT-1 收到同时确认我方 FIN 的 FIN：直接进入 TIME-WAIT。',
  ],
  '9293:3.10.7.4-eighth-fin-wait-2': [
    'Eighth check, FIN in FIN-WAIT-2: acknowledge it, enter TIME-WAIT.',
    '第八步，FIN-WAIT-2 收到 FIN：确认它，进入 TIME-WAIT。',
  ],
  '9293:3.10.7.4-eighth-again': [
    'Eighth check: the FIN was seen before; remain, and acknowledge it again.',
    '第八步：该 FIN 已收到过；状态不变，再次确认。',
  ],
  '9293:3.3.2-time-wait': [
    'TIME-WAIT: start the 2 MSL timer, turn off all others.',
    'TIME-WAIT：启动 2 MSL 定时器，关闭其他定时器。',
  ],
  '9293:3.6.1-reopen': [
    'TIME-WAIT (MAY-2): a SYN above RCV.NXT opens the connection anew with an ISS above the old SND.NXT.',
    'TIME-WAIT（MAY-2）：序号大于 RCV.NXT 的 SYN 以大于旧 SND.NXT 的 ISS 重新打开连接。',
  ],
  '9293:3.6.1-return': [
    'TIME-WAIT (MAY-2): the SYN that opened the connection anew was an old duplicate; back to TIME-WAIT.',
    'TIME-WAIT（MAY-2）：重新打开连接的 SYN 原来是旧的重复报文；回到 TIME-WAIT。',
  ],
  '9293:3.6.1-reset-after-close': [
    'The application has closed and will not read this text: a reset tells the peer (SHLD-3).',
    '应用已完全关闭，不会再读取数据：用 RST 告知对端（SHLD-3）。',
  ],
  '9293:3.6.1-unread': [
    'CLOSE with unread text loses data: a reset instead of a FIN (SHLD-3).',
    'CLOSE 时仍有未读数据，意味着数据丢失：发送 RST 而不是 FIN（SHLD-3）。',
  ],
  '9293:3.7.1-mss': [
    'No segment carries more text than the peer’s MSS.',
    '任何报文段的数据都不超过对端的 MSS。',
  ],
  '9293:3.7.4-nagle': [
    'Nagle: while text is unacknowledged a small segment waits.',
    'Nagle 算法：有未确认数据时，小报文段要等待。',
  ],
  '9293:3.8.3-give-up': [
    'Too many repetitions without an answer: the connection is given up.',
    '多次重传仍无应答：放弃连接。',
  ],
  '9293:3.8.4-probe': [
    'Keepalive: the connection was idle; a probe with SEQ=SND.NXT-1 draws an ACK from a living peer.',
    '保活：连接空闲；以 SEQ=SND.NXT-1 发探测，存活的对端会回复 ACK。',
  ],
  '9293:3.8.4-dead': [
    'Keepalive: no probe was answered; the connection is dead.',
    '保活：所有探测都无应答，连接已失效。',
  ],
  '9293:3.8.6-window-closed': ['The peer’s window is full: the rest waits.', '对端窗口已满：其余数据等待。'],
  '9293:3.8.6.1-probe': [
    'Zero window: probe it, at growing distances, so that its opening is not missed.',
    '零窗口：以逐渐增大的间隔探测，以免错过窗口重新张开。',
  ],
  '9293:3.8.6.2.1-override': [
    'Override timeout: what has waited for a larger window goes out as far as the window takes it.',
    '超时强制发送：等待更大窗口的数据，按当前窗口能容纳的长度发出。',
  ],
  '9293:3.8.6.2.1-silly-window': [
    'Silly window: a segment cut short by the window waits until more fits.',
    '糊涂窗口：被窗口截短的报文段等到能发更多时再发。',
  ],
  '9293:3.8.6.2.2-window-update': [
    'The window opened by a good part: tell the peer.',
    '窗口张开了可观的一段：通知对端。',
  ],
  '9293:3.8.6.3-ack': [
    'Acknowledge at once: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. A pure ACK occupies no sequence number.',
    '立即确认：<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>。纯 ACK 不占序号。',
  ],
  '9293:3.8.6.3-delay': [
    'The ACK may wait a little, to ride on text or cover more.',
    'ACK 可以稍等，以便随数据捎带或一次确认更多。',
  ],
  '9293:3.8.6.3-delayed': ['The delayed ACK has waited long enough.', '延迟的 ACK 等待时间已到。'],
  '9293:3.10.8-not-running': ['This timer is not running.', '该定时器未运行。'],
  '9293:3.10.8-user': [
    'User timeout: flush all queues, abort, enter CLOSED.',
    '用户超时：清空队列，中止连接，进入 CLOSED。',
  ],
  '9293:3.10.8-retransmission': [
    'Retransmission timeout: send the first unacknowledged segment again, double the RTO (RFC 6298), restart the timer.',
    '重传超时：重发第一个未确认的报文段，RTO 加倍（RFC 6298），重启定时器。',
  ],
  '9293:3.10.8-time-wait': [
    '2 MSL have passed: delete the TCB, enter CLOSED.',
    '2 MSL 已过：删除 TCB，进入 CLOSED。',
  ],
  '5681:3.2-fast-retransmit': [
    'Three duplicate ACKs: the segment they ask for is lost; send it again without waiting for the timer.',
    '三个重复 ACK：其请求的报文段已丢失，不等定时器立即重发。',
  ],
  '6582:3.2-partial-ack': [
    'A partial ACK in recovery names the next lost segment.',
    '恢复期间的部分 ACK 指出下一个丢失的报文段。',
  ],
  '6298:5-resend-lost': [
    'After a timeout what was in flight is sent again, as ACKs come in.',
    '超时之后，随着 ACK 到来，重发此前在途的内容。',
  ],
  '1337:2-assassination': [
    'A reset ends TIME-WAIT early (RFC 1337: assassination).',
    'RST 使 TIME-WAIT 提前结束（RFC 1337：暗杀）。',
  ],
  '1337:3-ignore-rst': ['Resets are ignored in TIME-WAIT (RFC 1337).', 'TIME-WAIT 中忽略 RST（RFC 1337）。'],
  'posix:more': [
    'The application announced more text: a part of a segment waits for it.',
    '应用声明还有更多数据：不满的报文段先等待。',
  ],
  'course:syn-again': [
    'The SYN came again, so the SYN,ACK must have been lost: send it again.',
    'SYN 再次到来，说明 SYN,ACK 丢失：重新发送。',
  ],
  'linux:congestion-window': [
    'Linux: the congestion window allows no more segments in flight.',
    'Linux：拥塞窗口不允许更多在途报文段。',
  ],
  'linux:fin-wait-2-timer': [
    'Linux: nobody owns this connection any more; FIN-WAIT-2 is limited by tcp_fin_timeout.',
    'Linux：连接已无人拥有，FIN-WAIT-2 受 tcp_fin_timeout 限制。',
  ],
  'linux:fin-wait-2-timeout': [
    'Linux: the peer did not close in time; the connection is forgotten.',
    'Linux：对端未及时关闭，连接被遗忘。',
  ],
  'linux:request-syn': [
    'Linux: another SYN for a request in the queue: drop the request and reset.',
    'Linux：队列中的请求又收到另一个 SYN：丢弃请求并复位。',
  ],
  'linux:send-in-syn-sent': [
    'Linux: a non-blocking send before ESTABLISHED fails with EAGAIN.',
    'Linux：连接建立前的非阻塞发送返回 EAGAIN。',
  ],
  'linux:syn-again': [
    'Linux: after an unacceptable answer the SYN is repeated at once.',
    'Linux：收到不可接受的应答后立即重发 SYN。',
  ],
  'linux:syn-again-request': [
    'Linux: the same SYN again is answered by the same SYN,ACK.',
    'Linux：相同的 SYN 再次到来，以相同的 SYN,ACK 应答。',
  ],
  'linux:syn-fin': [
    'Linux: SYN with FIN is dropped in LISTEN.',
    'Linux：LISTEN 中丢弃同时带 SYN 和 FIN 的报文段。',
  ],
  'linux:time-wait-ack': [
    'Linux: an ACK in order needs no answer in TIME-WAIT.',
    'Linux：TIME-WAIT 中按序的 ACK 无需应答。',
  ],
  'counterfactual:two-way': [
    'Not TCP: a handshake of two segments, the SYN,ACK is not confirmed.',
    '并非 TCP：两次握手，SYN,ACK 得不到确认。',
  ],
  'counterfactual:no-time-wait': [
    'Not TCP: no TIME-WAIT, the TCB is deleted at once.',
    '并非 TCP：没有 TIME-WAIT，立即删除 TCB。',
  ],
  'counterfactual:time-wait-here': ['Not TCP: this side waits 2 MSL, too.', '并非 TCP：这一方也等待 2 MSL。'],
  'counterfactual:wait-goes-on': [
    'Not TCP: the 2 MSL already running are not started anew.',
    '并非 TCP：已在计时的 2 MSL 不重新开始。',
  ],
  'counterfactual:silent': ['Not TCP: CLOSED answers nothing.', '并非 TCP：CLOSED 不作任何应答。'],
  'counterfactual:syn-resets': [
    'Not TCP: a SYN resets the connection that it meets.',
    '并非 TCP：SYN 使它遇到的连接复位。',
  ],
  'counterfactual:fin-closes-both': [
    'Not TCP: the peer’s FIN ends this direction, too; what the user still has to say is not sent.',
    '并非 TCP：对端的 FIN 也结束了本方向，用户尚未发送的数据不再发送。',
  ],
  'counterfactual:fin-once': ['Not TCP: a lost FIN is not sent again.', '并非 TCP：丢失的 FIN 不再重发。'],
  'counterfactual:syn-ack-once': ['Not TCP: the SYN,ACK is not sent again.', '并非 TCP：SYN,ACK 不再重发。'],
} as const satisfies Readonly<Record<string, readonly [en: string, zh: string]>>;

export type ClauseKey = keyof typeof CLAUSES;

export const CLAUSE_KEYS = Object.keys(CLAUSES) as readonly ClauseKey[];

export function isClauseKey(key: string): key is ClauseKey {
  return Object.hasOwn(CLAUSES, key);
}

/** The text of a clause; unknown keys come back as they are. */
export function clauseText(key: string, locale: Locale): string {
  if (!isClauseKey(key)) return key;
  return CLAUSES[key][locale === 'en' ? 0 : 1];
}

/** Where a clause is written: "RFC 9293, 3.10.7.4", "RFC 5961, 3", "Linux 6.x". */
export function clauseSource(key: ClauseKey): string {
  const [document = '', rest = ''] = key.split(':');
  if (document === 'linux') return 'Linux 6.x';
  if (document === 'posix') return 'POSIX sockets';
  if (document === 'course') return 'usual in courses';
  if (document === 'counterfactual') return 'not TCP';
  return `RFC ${document}, ${/^[0-9.]+/.exec(rest)?.[0] ?? rest}`;
}
