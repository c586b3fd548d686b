// How numbers are counted (RFC 9293 section 3.4), and each way in which a misconception may count otherwise.

/** How to count. RIGHT_NUMBERING is RFC 9293 section 3.4; a misconception changes one or two of these. */
export interface Numbering {
  /** Numbers a SYN takes, a FIN takes, a segment that only acknowledges, and one that only acknowledges a FIN. */
  syn: number;
  fin: number;
  pureAck: number;
  finsAck: number;
  /** Octets of header counted with each segment that carries data. */
  header: number;
  /** Of a FIN that carries data, only one of the two is counted. */
  finWithData: 'both' | 'fin' | 'data';
  /** Data sent after the peer's FIN is not counted. */
  dataAfterFin: boolean;
  /** What an acknowledgment names: the next number expected, or else something about the segments received. */
  ack: 'next' | 'last' | 'segment' | 'segment+1' | 'segment+length+1' | 'newest' | 'own+length';
  /** Whose ISN the acknowledgment is counted from. */
  ackBase: 'peer' | 'own';
  /** A FIN acknowledges one number more than the ACK before it did. */
  finAck: 'same' | 'grown';
  /** What a pure ACK carries where it follows its sender's SYN, and where it follows its FIN. */
  afterSyn: 'next' | 'isn';
  afterFin: 'next' | 'fin';
  /** The acknowledgment of a SYN that has none. */
  firstSyn: 'none' | 'own' | 'peer';
  /** What comes after 2^32 - 1. */
  wrap: 'modulo' | 'none' | 'to-1' | 'saturate' | '31-bit';
  /** Where the server's numbers begin: at its own ISN, at the client's, or one behind the client's. */
  serverIsn: 'own' | 'shared' | 'next';
  /** Both fields exchanged; numbers counted from 0 as Wireshark shows them. */
  swapped: boolean;
  relative: boolean;
  /** Control bits: a SYN too many on the third segment, an ACK too few on SYN-ACK or FIN. */
  thirdSyn: boolean;
  synAckWithoutAck: boolean;
  finWithoutAck: boolean;
}

export const RIGHT_NUMBERING: Numbering = {
  syn: 1,
  fin: 1,
  pureAck: 0,
  finsAck: 0,
  header: 0,
  finWithData: 'both',
  dataAfterFin: true,
  ack: 'next',
  ackBase: 'peer',
  finAck: 'same',
  afterSyn: 'next',
  afterFin: 'next',
  firstSyn: 'none',
  wrap: 'modulo',
  serverIsn: 'own',
  swapped: false,
  relative: false,
  thirdSyn: false,
  synAckWithoutAck: false,
  finWithoutAck: false,
};
