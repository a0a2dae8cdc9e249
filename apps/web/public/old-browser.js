document.getElementById('app') || document.addEventListener('DOMContentLoaded', function () {
  document.getElementById('app').innerHTML = '<p style="margin:2em">このブラウザー（または IE モード）では開けません。Microsoft Edge の通常モードで開いてください。</p>';
});
