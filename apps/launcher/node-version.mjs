// Imported before anything else, and written so that even an old Node can read it: no syntax newer than ES modules.
var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var enough = major > 20 || (major === 20 && Number(parts[1]) >= 19);
if (!enough) {
  console.error(
    'Node.js ' + process.versions.node + ' では動きません。Node.js 20.19 以上を入れてから、もう一度同じコマンドを実行してください。\n' +
      '(Needs Node.js 20.19 or newer: https://nodejs.org/)',
  );
  process.exit(1);
}
