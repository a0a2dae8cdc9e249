import type { ReactNode } from 'react';
import { PageFrame, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';

const keys: readonly (readonly [string, string])[] = [
  ['Tab／Shift+Tab', '次の項目、前の項目へ移る'],
  ['Enter', 'リンクやボタンを押す。実績の表では下の行へ移る'],
  ['↑ ↓', '実績の表で、上下の行へ移る'],
  ['Ctrl+V', '実績の表に、Excelの列や範囲を貼り付ける'],
  ['Ctrl+Z', '実績の表で、貼り付けを取り消す'],
  ['Esc', '確認の画面を閉じる'],
];

function Steps({ children }: { readonly children: ReactNode }) {
  return <ol className="list-decimal space-y-1 pl-6">{children}</ol>;
}

/** How the review goes for each role, and the keys. */
export function HelpScreen() {
  return (
    <PageFrame title="使い方" lead="「自分の仕事」に出ているものを上から片付けると、見直しが終わります。">
      <div className="max-w-200">
        <Part title="担当課の方">
          <Steps>
            <li>「実績をまとめて入力」で、見直す年度の実績を入れます。Excelの列をそのまま貼り付けられます。</li>
            <li>「継続をまとめて確認」で、気になる点のない指標をまとめて「継続」にします。</li>
            <li>残りの指標は一つずつ開き、継続・変更・削除を選んで、目標値・根拠・理由を書きます。</li>
            <li>「課の提出」で全部を見直して、一度に提出します。</li>
          </Steps>
          <p className="mt-2">入力した内容は、手を止めて1秒半ほどで下書きとして自動で保存されます。接続が切れたりサインインの期限が切れたりしても、画面の入力は消えません。</p>
        </Part>
        <Part title="取りまとめ担当の方">
          <Steps>
            <li>「手続きと期限」で期限を決め、見直しを開始します。</li>
            <li>「進捗状況」で提出を見守り、遅れている課に催促します。</li>
            <li>「確認待ちを順に見る」で一つずつ受理するか、理由を書いて差し戻します。選んでまとめて受理することもできます。</li>
            <li>受付を終え、協議会に付議します。すべて決まったら確定し、文書を確かめて公表します。</li>
          </Steps>
        </Part>
        <Part title="協議会の委員の方"><p>「議案」で現行と見直し案を見比べ、「承認する」か「異議を出す」を選びます。投票は市町村ごとに1票で、取り消せません。</p></Part>
        <Part title="値の書き方">
          <p>「186億円/年」「37.7万件/月」「79.7%」のように、単位を付けて普段どおりに書いてください。全角でも、カンマがあってもかまいません。書いた文字はそのまま残り、読み取った意味がすぐ下に出ます。値がないときは「実績なし」、まだのときは「未集計」と書き、備考に理由を書きます。</p>
        </Part>
        <Part title="キーボードの操作"><Table caption="キーボードの操作"><thead><tr><Th>キー</Th><Th>すること</Th></tr></thead><tbody>{keys.map(([key, does]) => <tr key={key}><RowTh className="whitespace-nowrap">{key}</RowTh><Td>{does}</Td></tr>)}</tbody></Table></Part>
      </div>
    </PageFrame>
  );
}

/** What the screens promise to everybody, after JIS X 8341-3. */
export function AccessibilityScreen() {
  return (
    <PageFrame title="アクセシビリティ方針">
      <div className="max-w-200">
        <Part title="目標"><p>JIS X 8341-3:2016 の適合レベルAAに準拠し、WCAG 2.2 のレベルA・AAを満たすことを目標とします。対象は、このシステムのすべての画面です。</p></Part>
        <Part title="取り組み">
          <ul className="list-disc space-y-1 pl-6">
            <li>すべての操作をキーボードだけで行えます。今いる場所は、黒と黄の枠で示します。</li>
            <li>状態は、色のほかに形と言葉で示します。図には、同じ値の表を添えます。</li>
            <li>文字を200%に拡大しても、幅320ピクセルの画面でも、ページは横に動きません。幅の広い表だけが、その枠の中で動きます。</li>
            <li>誤りは、どこがどう違い、どう直すかを言葉で示します。</li>
            <li>サインインの期限が近づくと知らせ、延長できます。切れても入力は消えません。</li>
            <li>ハイコントラスト表示と、動きを減らす設定に従います。</li>
          </ul>
        </Part>
        <Part title="確かめ方"><p>版を作るたびに、すべての画面を自動の検査（axe）にかけ、違反がないことを確かめています。キーボードだけでの操作、320ピクセルの幅、印刷も、毎回自動で確かめています。</p></Part>
        <Part title="分かっている制約"><ul className="list-disc space-y-1 pl-6"><li>推移の図は、暗い配色のハイコントラストでも白い背景に描かれます。値は図の下の表で読めます。</li><li>ダウンロードするPDFの読み上げの順序は、文書の版ごとに確かめてください。</li></ul></Part>
        <Part title="困ったとき"><p>使いにくいところは、企画政策課（取りまとめ担当）か情報システム担当に知らせてください。</p></Part>
      </div>
    </PageFrame>
  );
}
