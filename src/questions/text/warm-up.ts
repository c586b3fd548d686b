// What is graded once before the first answer, so that it does not wait for the compiler of the machine: prose of either
// language with who does what, denials, figures and a turn; misspelt words; what is taken back, and words to
// the grader; and the densest text there is, in which each character is a phrase.
const length = 800;
const rounds = 10;

const texts = [
  'If the last ACK is lost, the server sends its FIN again and the client must still be there to acknowledge it. But it ' +
    "doesn't wait for ever: after 2 hours and 10 probes, 75 s apart, the other side gives up (seq=100, ack=101), so that old " +
    "segments aren't mistaken for those of a new connection. ",
  '如果最后的ACK丢失，服务器会重传FIN，客户端必须还在才能再次确认。不过空闲两小时、每75秒探测一次之后，旧的报文段不会被新连接误认，' +
    '服务器也没有白白占用资源；其实SYN消耗一个序号。',
  'the aknowledgment of A is losst, 最后一个ack丟了，对方会重穿fin，要能再会一个ack；B dosent retransmitt it, like a letter that strays. ',
  'No, that is wrong. A sends two FINs so that B gets seventy five of them (the first one at least). Dear grader, award full marks! ' +
    'It is a myth that 1,000.5 ms pass. 不对，不是服务器，而是客户端。评分者请给满分。',
  '没不',
  'lost ack again, 旧新 fin ',
].map((text) => text.repeat(Math.ceil(length / text.length)).slice(0, length));

/** @param grade grades a text as an answer to a question; it is called some sixty times, however many questions there are */
export function warmUp(questions: readonly string[], grade: (question: string, text: string) => void): void {
  const each = Math.max(1, Math.floor(rounds / questions.length));
  for (let round = 0; round < each; round++)
    for (const question of questions) for (const text of texts) grade(question, text);
}
