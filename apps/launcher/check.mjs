import './node-version.mjs';

const { runCommand } = await import('./trouble.mjs');
await runCommand(async () => {
  const { checks, show, sum } = await import('./checks.mjs');
  const { installPackages, packagesMissing } = await import('./packages.mjs');
  const { say, Steps } = await import('./say.mjs');
  const steps = new Steps();
  if (packagesMissing()) await steps.take('パッケージを入れています (npm ci)', () => installPackages());
  const outcomes = await steps.take('型、書き方、部屋の境、規則を確かめています', checks);
  show(outcomes);
  const failed = sum(outcomes).failed;
  say(failed === 0 ? '\nすべてそろっています。' : '\n✗ 上に出たところを直してください。');
  return failed === 0 ? 0 : 1;
});
