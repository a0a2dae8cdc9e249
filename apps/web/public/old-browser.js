/* Runs only where modules are unknown: Internet Explorer mode and browsers of before 2018. */
document.addEventListener('DOMContentLoaded', function () {
  document.body.innerHTML = '<h1>このブラウザーでは開けません</h1><p>Microsoft Edgeの通常モード、またはGoogle Chromeで開いてください。「Internet Explorerモード」で開いているときは、アドレスバーの右のアイコンから通常モードに切り替えられます。</p>';
});
