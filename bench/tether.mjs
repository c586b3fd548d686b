// Preloaded into every process that a bench starts: it ends when the bench does, however that ends. Their standard input is
// a pipe that only the bench holds open.
process.stdin.on('error', end).on('close', end).resume();
process.stdin.unref?.();

function end() {
  process.exit(1);
}
