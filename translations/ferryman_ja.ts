<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>LinkWords</name>
    <message numerus="yes">
        <source>full sync: %1 of %2 keys</source>
        <translation>
            <numerusform>完全同期: キー%1 / %2</numerusform>
        </translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>完全同期</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1、%2 s</translation>
    </message>
    <message>
        <source>is being attached</source>
        <translation>アタッチ中</translation>
    </message>
    <message>
        <source>catches up</source>
        <translation>追いつき中</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>遅延 %1</translation>
    </message>
    <message>
        <source>steady, lag %1</source>
        <translation>安定、遅延 %1</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>リンク切断</translation>
    </message>
    <message>
        <source>full sync after full sync</source>
        <translation>完全同期の繰り返し</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Gate</source>
        <translation>条件確認</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>昇格準備</translation>
    </message>
    <message>
        <source>Recheck</source>
        <translation>再確認</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>凍結</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>ドレイン</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>発動</translation>
    </message>
    <message>
        <source>Promote</source>
        <translation>昇格</translation>
    </message>
    <message>
        <source>Demote</source>
        <translation>降格</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Retreat</source>
        <translation>切り戻し</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>切り離し</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>タイミング調整</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>後処理</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>再開</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>診断</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>レプリケーション</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>照合</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>フェイルオーバー</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>レポート</translation>
    </message>
</context>
<context>
    <name>SyncStages</name>
    <message>
        <source>full sync in %1</source>
        <translation>完全同期 %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 keys</source>
        <translation>
            <numerusform>キー %1 / %2</numerusform>
        </translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>遅延 %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>%1継続</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 / %2 s</translation>
    </message>
    <message>
        <source>%1 s within the limits</source>
        <translation>しきい値内 %1 s</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>アタッチ</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>スナップショット</translation>
    </message>
    <message>
        <source>by the source</source>
        <translation>移行元が作成</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>ロード</translation>
    </message>
    <message>
        <source>Catch up</source>
        <translation>追いつき</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>安定</translation>
    </message>
</context>
<context>
    <name>TurningPoint</name>
    <message>
        <source>Every needed connection works.</source>
        <translation>必要な接続はすべて正常です。</translation>
    </message>
    <message>
        <source>All gates are open: the switch waits for the name of the group.</source>
        <translation>すべての条件を満たしています。切り替えはグループ名の入力を待っています。</translation>
    </message>
    <message>
        <source>Switch: %1.</source>
        <translation>切り替え: %1。</translation>
    </message>
    <message>
        <source>From here on the switch only goes forward.</source>
        <translation>ここから、切り替えは前に進むだけです。</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>レポートを書き出しました。</translation>
    </message>
</context>
<context>
    <name>charts</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>source %1</source>
        <translation>移行元 %1</translation>
    </message>
    <message>
        <source>Dragonfly %1</source>
        <translation>Dragonfly %1</translation>
    </message>
    <message>
        <source>lag %1 B</source>
        <translation>遅延 %1 B</translation>
    </message>
    <message>
        <source>written %1</source>
        <translation>書き込み %1</translation>
    </message>
    <message>
        <source>applied %1</source>
        <translation>適用 %1</translation>
    </message>
    <message>
        <source>no value is known</source>
        <translation>値は不明</translation>
    </message>
    <message>
        <source>At %1: %2</source>
        <translation>%1時点: %2</translation>
    </message>
    <message>
        <source>keys %1 / %2</source>
        <translation>キー %1 / %2</translation>
    </message>
    <message>
        <source>memory %1 / %2</source>
        <translation>メモリ %1 / %2</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The operation was abandoned before it ended.</source>
        <translation>操作は終了する前に中断されました。</translation>
    </message>
    <message>
        <source>%1 answered the freeze in an unknown shape.</source>
        <translation>凍結に対する%1の応答は未知の形式です。</translation>
    </message>
    <message>
        <source>%1 does not answer as a primary with an offset: it is none any more.</source>
        <translation>%1はオフセットを持つプライマリとして応答しません。すでにプライマリではなくなっています。</translation>
    </message>
    <message>
        <source>Dragonfly is a primary already: somebody else promoted it.</source>
        <translation>Dragonflyはすでにプライマリです。ほかの誰かが昇格させました。</translation>
    </message>
    <message>
        <source>Dragonfly began a new full sync during the freeze.</source>
        <translation>凍結中にDragonflyが新しい完全同期を開始しました。</translation>
    </message>
    <message>
        <source>The source is no longer the primary that was frozen.</source>
        <translation>移行元は、凍結したときのプライマリではなくなっています。</translation>
    </message>
    <message>
        <source>A new full sync began during the freeze.</source>
        <translation>凍結中に新しい完全同期が始まりました。</translation>
    </message>
    <message>
        <source>down</source>
        <translation>切断</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>遅延（バイト）</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>%1以下</translation>
    </message>
    <message>
        <source>Last acknowledgement</source>
        <translation>最後の確認応答</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1秒前</translation>
    </message>
    <message>
        <source>at most %1 s</source>
        <translation>%1秒以下</translation>
    </message>
    <message>
        <source>Replication stream</source>
        <translation>レプリケーションストリーム</translation>
    </message>
    <message>
        <source>source %1, Dragonfly %2</source>
        <translation>移行元 %1、Dragonfly %2</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>%1 on the source, %2 on Dragonfly</source>
        <translation>移行元 %1、Dragonfly %2</translation>
    </message>
    <message>
        <source>Sentinels that answer</source>
        <translation>応答するSentinel</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>no common primary</source>
        <translation>共通のプライマリなし</translation>
    </message>
    <message>
        <source>all name %1</source>
        <translation>すべてが%1を示す</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>プライマリ</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>a failover is in progress at Sentinel %1</source>
        <translation>Sentinel %1でフェイルオーバーが進行中</translation>
    </message>
    <message>
        <source>Sentinel %1 is in tilt mode</source>
        <translation>Sentinel %1がTILTモード</translation>
    </message>
    <message>
        <source>Sentinel %1 holds the source for down</source>
        <translation>Sentinel %1が移行元をダウンと判定</translation>
    </message>
    <message>
        <source>Dragonfly alone</source>
        <translation>Dragonflyのみ</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Dragonfly (%2) yet</source>
        <translation>Sentinel %1がDragonfly（%2）をまだ認識していない</translation>
    </message>
    <message>
        <source>Sentinel %1 holds Dragonfly for down</source>
        <translation>Sentinel %1がDragonflyをダウンと判定</translation>
    </message>
    <message>
        <source>%1 is a live replica as well</source>
        <translation>%1も稼働中のレプリカ</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel</source>
        <translation>すべてのSentinelでDragonfly</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none</source>
        <translation>Sentinel %1の選出先なし</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose %2</source>
        <translation>Sentinel %1の選出先は%2</translation>
    </message>
    <message>
        <source>Findings that block</source>
        <translation>移行を妨げる検出事項</translation>
    </message>
    <message>
        <source>%1, such as: %2</source>
        <translation>%1（例: %2）</translation>
    </message>
    <message>
        <source>Version of the source</source>
        <translation>移行元のバージョン</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>ジャーナル</translation>
    </message>
    <message>
        <source>is written</source>
        <translation>書き込み可</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>書き込み不可</translation>
    </message>
    <message>
        <source>%1 does not tell its setting %2, so it could not be put back: %3</source>
        <translation>%1が設定%2の値を返さないため、元に戻せなくなります: %3</translation>
    </message>
    <message>
        <source>%1 still refuses writes since an earlier switch: run there CONFIG SET min-replicas-to-write 0, then begin again.</source>
        <translation>%1は以前の切り替えのときから書き込みを拒否しています。%1でCONFIG SET min-replicas-to-write 0を実行してから、やり直してください。</translation>
    </message>
    <message>
        <source>The connection to the source broke just before the freeze.</source>
        <translation>凍結の直前に移行元への接続が切れました。</translation>
    </message>
    <message>
        <source>A new full sync began just before the freeze.</source>
        <translation>凍結の直前に新しい完全同期が始まりました。</translation>
    </message>
    <message>
        <source>A Sentinel names %1 again.</source>
        <translation>Sentinelが再び%1を示しています。</translation>
    </message>
    <message>
        <source>%1 answered: %2</source>
        <translation>%1の応答: %2</translation>
    </message>
    <message>
        <source>No answer in time.</source>
        <translation>時間内に応答がありません。</translation>
    </message>
    <message>
        <source>Sentinel %1 gave the failover up: %2.</source>
        <translation>Sentinel %1がフェイルオーバーを断念しました: %2。</translation>
    </message>
    <message>
        <source>Sentinel %1 names no primary.</source>
        <translation>Sentinel %1はプライマリを示していません。</translation>
    </message>
    <message>
        <source>No Sentinel is left that could be told to fail over.</source>
        <translation>フェイルオーバーを指示できるSentinelが残っていません。</translation>
    </message>
    <message>
        <source>No Sentinel answers.</source>
        <translation>応答するSentinelがありません。</translation>
    </message>
    <message>
        <source>The switch has begun already.</source>
        <translation>切り替えはすでに始まっています。</translation>
    </message>
    <message>
        <source>No switch is under way.</source>
        <translation>進行中の切り替えはありません。</translation>
    </message>
    <message>
        <source>The failover was begun already, so the switch only goes forward: stopping it now could lose writes.</source>
        <translation>フェイルオーバーがすでに始まっているため、切り替えは前に進むだけです。ここで止めると書き込みを失うおそれがあります。</translation>
    </message>
    <message>
        <source>Dragonfly may be chosen from now on.</source>
        <translation>以後、Dragonflyが選出の対象になります。</translation>
    </message>
    <message>
        <source>Wait until every Sentinel would choose Dragonfly: up to 10 s, its INFO poll.</source>
        <translation>すべてのSentinelの選出先がDragonflyになるまで待ちます。SentinelのINFO取得間隔により最長10秒です。</translation>
    </message>
    <message>
        <source>All gates once more, by the machine. Until here nothing has touched the source.</source>
        <translation>プログラムがすべての条件をもう一度確認します。ここまで、移行元には何も行っていません。</translation>
    </message>
    <message>
        <source>Writes wait; the offset in the reply is the last one.</source>
        <translation>書き込みは待たされます。応答にあるオフセットが最後のものです。</translation>
    </message>
    <message>
        <source>Wait until Dragonfly has that offset.</source>
        <translation>Dragonflyがそのオフセットに達するまで待ちます。</translation>
    </message>
    <message>
        <source>To one Sentinel. From here it only goes forward.</source>
        <translation>1つのSentinelに送ります。ここからは前に進むだけです。</translation>
    </message>
    <message>
        <source>Wait until Dragonfly says role:master.</source>
        <translation>Dragonflyがrole:masterを返すまで待ちます。</translation>
    </message>
    <message>
        <source>The old primary becomes read-only, and its clients ask Sentinel.</source>
        <translation>旧プライマリは読み取り専用になり、そのクライアントはSentinelに問い合わせます。</translation>
    </message>
    <message>
        <source>Wait until every Sentinel names Dragonfly.</source>
        <translation>すべてのSentinelがDragonflyを示すまで待ちます。</translation>
    </message>
    <message>
        <source>One write where Sentinel points; it expires after a minute.</source>
        <translation>Sentinelが示す先に1件書き込みます。1分で期限切れになります。</translation>
    </message>
    <message>
        <source>Only if it turns back before the promotion: everything as it was.</source>
        <translation>昇格の前に引き返す場合のみ: すべてを元の状態に戻します。</translation>
    </message>
    <message>
        <source>All gates are open.</source>
        <translation>すべての条件を満たしています。</translation>
    </message>
    <message>
        <source>What comes next stands in the journal.</source>
        <translation>次に行う内容をジャーナルに記録しました。</translation>
    </message>
    <message>
        <source>Dragonfly may be promoted: replica_priority is 1.</source>
        <translation>Dragonflyは昇格可能です（replica_priorityは1）。</translation>
    </message>
    <message>
        <source>Every answering Sentinel would choose Dragonfly.</source>
        <translation>応答するすべてのSentinelの選出先がDragonflyになりました。</translation>
    </message>
    <message>
        <source>Every connection is open, the old settings are known.</source>
        <translation>すべての接続が開き、元の設定を把握しました。</translation>
    </message>
    <message>
        <source>Writes are frozen at offset %1.</source>
        <translation>書き込みはオフセット%1で凍結されています。</translation>
    </message>
    <message>
        <source>Dragonfly has everything: offset %1.</source>
        <translation>Dragonflyはすべてを受け取りました: オフセット%1。</translation>
    </message>
    <message>
        <source>The Sentinel began the failover.</source>
        <translation>Sentinelがフェイルオーバーを開始しました。</translation>
    </message>
    <message>
        <source>Dragonfly is the primary: it accepts writes.</source>
        <translation>Dragonflyがプライマリになり、書き込みを受け付けています。</translation>
    </message>
    <message>
        <source>The old primary is read-only, its clients were sent to Sentinel.</source>
        <translation>旧プライマリは読み取り専用になり、そのクライアントをSentinelへ向かわせました。</translation>
    </message>
    <message>
        <source>Every answering Sentinel names Dragonfly.</source>
        <translation>応答するすべてのSentinelがDragonflyを示しています。</translation>
    </message>
    <message>
        <source>A write where Sentinel points was accepted.</source>
        <translation>Sentinelが示す先への書き込みが受け付けられました。</translation>
    </message>
    <message>
        <source>The source accepts writes again.</source>
        <translation>移行元は再び書き込みを受け付けています。</translation>
    </message>
    <message>
        <source>Looked around: the outcome of the failover is still open.</source>
        <translation>状況を確認しました。フェイルオーバーの結果はまだ確定していません。</translation>
    </message>
    <message>
        <source>The freeze failed: %1</source>
        <translation>凍結に失敗しました: %1</translation>
    </message>
    <message>
        <source>The Sentinel did not take the failover: %1</source>
        <translation>Sentinelがフェイルオーバーを受け付けませんでした: %1</translation>
    </message>
    <message>
        <source>The old primary is not demoted yet, and is tried again: %1</source>
        <translation>旧プライマリはまだ降格していません。再試行します: %1</translation>
    </message>
    <message>
        <source>The write where Sentinel points failed, and is tried again: %1</source>
        <translation>Sentinelが示す先への書き込みに失敗しました。再試行します: %1</translation>
    </message>
    <message>
        <source>The source could not be put back yet: %1</source>
        <translation>移行元をまだ元に戻せていません: %1</translation>
    </message>
    <message>
        <source>Dragonfly could not be put back yet: %1</source>
        <translation>Dragonflyをまだ元に戻せていません: %1</translation>
    </message>
    <message>
        <source>Nothing was switched, but not everything could be put back. Run this as soon as the server answers: %1</source>
        <translation>何も切り替えていませんが、元に戻せないものが残りました。サーバーが応答したら、すぐに次を実行してください: %1</translation>
    </message>
    <message>
        <source>The failover was begun and its end is not known, so %1 goes on refusing writes and none is lost. Ask %2 for its ROLE. If it is master, run REPLICAOF 127.0.0.1 1 on %1. If it is slave and no Sentinel shows a failover-state, run this: %3</source>
        <translation>フェイルオーバーは始まりましたが、その結果が不明なため、%1は書き込みを拒否し続け、書き込みは失われません。%2でROLEを確認してください。masterであれば、%1でREPLICAOF 127.0.0.1 1を実行してください。slaveで、かつどのSentinelもfailover-stateを示していなければ、次を実行してください: %3</translation>
    </message>
    <message>
        <source>Dragonfly %2 is the primary, but the old primary %1 did not answer and was not demoted. Keep it stopped, or run REPLICAOF 127.0.0.1 1 there once it answers.</source>
        <translation>Dragonfly %2がプライマリですが、旧プライマリ%1が応答せず、降格していません。停止したままにするか、応答したらそこでREPLICAOF 127.0.0.1 1を実行してください。</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and the old one is read-only, but not every Sentinel names it. Run SENTINEL MASTER %2 on each, and SENTINEL RESET %2 on the one that is wrong.</source>
        <translation>Dragonfly %1がプライマリで、旧プライマリは読み取り専用ですが、Dragonflyを示していないSentinelがあります。各SentinelでSENTINEL MASTER %2を実行し、誤っているSentinelでSENTINEL RESET %2を実行してください。</translation>
    </message>
    <message>
        <source>Every Sentinel names Dragonfly %1, but it did not accept a write: see its log and its memory limit.</source>
        <translation>すべてのSentinelがDragonfly %1を示していますが、書き込みが受け付けられませんでした。そのログとメモリ上限を確認してください。</translation>
    </message>
    <message>
        <source>Sentinel failed over to Dragonfly %2 by itself, before it was known to have every write. It is the primary now; compare it with %1, which was not changed since.</source>
        <translation>Dragonfly %2がすべての書き込みを持つと確認できる前に、Sentinelが自らDragonfly %2へフェイルオーバーしました。現在はこれがプライマリです。以後変更されていない%1と比較してください。</translation>
    </message>
    <message>
        <source>Reads all gates.</source>
        <translation>すべての条件を読み取ります。</translation>
    </message>
    <message>
        <source>Waits until every Sentinel has noticed that Dragonfly may be promoted: up to 10 s.</source>
        <translation>Dragonflyが昇格可能になったことをすべてのSentinelが認識するまで待ちます（最長10秒）。</translation>
    </message>
    <message>
        <source>Opens every connection and reads all gates once more.</source>
        <translation>すべての接続を開き、すべての条件をもう一度読み取ります。</translation>
    </message>
    <message>
        <source>Freezes the writes on the source.</source>
        <translation>移行元で書き込みを凍結します。</translation>
    </message>
    <message>
        <source>Waits until Dragonfly has the last write.</source>
        <translation>Dragonflyが最後の書き込みを受け取るまで待ちます。</translation>
    </message>
    <message>
        <source>Tells a Sentinel to fail over.</source>
        <translation>Sentinelにフェイルオーバーを指示します。</translation>
    </message>
    <message>
        <source>Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes.</source>
        <translation>SentinelがDragonflyを昇格させるまで待ちます。移行元は書き込みを拒否し続けます。</translation>
    </message>
    <message>
        <source>Makes the old primary read-only.</source>
        <translation>旧プライマリを読み取り専用にします。</translation>
    </message>
    <message>
        <source>Waits until every Sentinel names Dragonfly.</source>
        <translation>すべてのSentinelがDragonflyを示すまで待ちます。</translation>
    </message>
    <message>
        <source>Waits until the old primary answers and every Sentinel names Dragonfly.</source>
        <translation>旧プライマリが応答し、すべてのSentinelがDragonflyを示すまで待ちます。</translation>
    </message>
    <message>
        <source>Puts everything back.</source>
        <translation>すべてを元に戻します。</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>停止を求められました。</translation>
    </message>
    <message>
        <source>Nothing was switched, and everything was put back.</source>
        <translation>何も切り替えず、すべてを元に戻しました。</translation>
    </message>
    <message>
        <source>The gates could not be read in time: a server answers too slowly.</source>
        <translation>時間内に条件を読み取れませんでした。応答の遅いサーバーがあります。</translation>
    </message>
    <message>
        <source>Not every Sentinel came to choose Dragonfly in time.</source>
        <translation>時間内にすべてのSentinelの選出先がDragonflyになりませんでした。</translation>
    </message>
    <message>
        <source>The last look at all gates took too long: a server answers too slowly.</source>
        <translation>すべての条件の最終確認に時間がかかりすぎました。応答の遅いサーバーがあります。</translation>
    </message>
    <message>
        <source>The source did not answer the freeze in time.</source>
        <translation>移行元が時間内に凍結に応答しませんでした。</translation>
    </message>
    <message>
        <source>Dragonfly did not take in the last writes while the source was frozen.</source>
        <translation>移行元の凍結中に、Dragonflyが最後の書き込みを取り込めませんでした。</translation>
    </message>
    <message>
        <source>The Sentinel gave the failover up before it began to promote.</source>
        <translation>Sentinelは昇格を始める前にフェイルオーバーを断念しました。</translation>
    </message>
    <message>
        <source>It was stopped at your word.</source>
        <translation>ご指示により停止しました。</translation>
    </message>
    <message>
        <source>The journal %1 cannot be used: see that the disk has room and that you may write there.</source>
        <translation>ジャーナル%1を使用できません。ディスクの空き容量と書き込み権限を確認してください。</translation>
    </message>
    <message>
        <source>The journal %1 was written by another version of Ferryman (schema %2, this one reads %3): use that version to go on with it.</source>
        <translation>ジャーナル%1は別のバージョンのFerrymanで書かれています（スキーマ%2、このバージョンが読めるのは%3）。続けるには、そのバージョンを使用してください。</translation>
    </message>
    <message>
        <source>Row %2 of the journal %1 cannot be read: the file was damaged.</source>
        <translation>ジャーナル%1の行%2を読み取れません。ファイルが破損しています。</translation>
    </message>
    <message>
        <source>This is not JSON: line %1, column %2: %3.</source>
        <translation>JSONではありません: %1行%2列: %3。</translation>
    </message>
    <message>
        <source>A plan is a JSON object: { ... }.</source>
        <translation>プランはJSONオブジェクトです: { ... }。</translation>
    </message>
    <message>
        <source>%1 is no key of a plan: check its spelling.</source>
        <translation>%1というキーはプランにありません。つづりを確認してください。</translation>
    </message>
    <message>
        <source>%1 must be a text.</source>
        <translation>%1は文字列でなければなりません。</translation>
    </message>
    <message>
        <source>%1 must be a list of texts.</source>
        <translation>%1は文字列のリストでなければなりません。</translation>
    </message>
    <message>
        <source>%1 must be true or false.</source>
        <translation>%1はtrueまたはfalseでなければなりません。</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3.</source>
        <translation>%1は%2から%3までの整数でなければなりません。</translation>
    </message>
    <message>
        <source>%1 must be an object: { ... }.</source>
        <translation>%1はオブジェクトでなければなりません: { ... }。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 must be one of %2.</source>
        <translation>%1は次のいずれかでなければなりません: %2。</translation>
    </message>
    <message>
        <source>%1 is missing: a client certificate and its key belong together.</source>
        <translation>%1がありません。クライアント証明書とその鍵は両方必要です。</translation>
    </message>
    <message>
        <source>%1 must be a UUID; leave it out and one is made.</source>
        <translation>%1はUUIDでなければなりません。省略すると自動的に作成されます。</translation>
    </message>
    <message>
        <source>%1 must name at least one Sentinel.</source>
        <translation>%1には少なくとも1つのSentinelを指定してください。</translation>
    </message>
    <message>
        <source>%1 is missing: it is the URL of the target.</source>
        <translation>%1がありません。これは移行先のURLです。</translation>
    </message>
    <message>
        <source>The plan %1 cannot be read: check its name and its rights.</source>
        <translation>プラン%1を読み取れません。名前とアクセス権を確認してください。</translation>
    </message>
    <message>
        <source>The file %1 is too large to be a plan.</source>
        <translation>ファイル%1はプランとしては大きすぎます。</translation>
    </message>
    <message>
        <source>Starting a Redis source and its future primary</source>
        <translation>Redisの移行元と将来のプライマリを起動しています</translation>
    </message>
    <message>
        <source>Waiting until every Sentinel knows all others</source>
        <translation>すべてのSentinelが互いを認識するまで待っています</translation>
    </message>
    <message>
        <source>The Sentinels did not find each other.</source>
        <translation>Sentinelが互いを見つけられませんでした。</translation>
    </message>
    <message>
        <source>The lab has no such server.</source>
        <translation>ラボにそのようなサーバーはありません。</translation>
    </message>
    <message>
        <source>The practice data could not be written.</source>
        <translation>練習用データを書き込めませんでした。</translation>
    </message>
    <message>
        <source>No Sentinel names a primary of %1.</source>
        <translation>%1のプライマリを示すSentinelがありません。</translation>
    </message>
    <message>
        <source>The server that Sentinel names is no primary.</source>
        <translation>Sentinelが示すサーバーはプライマリではありません。</translation>
    </message>
    <message>
        <source>The files of a local server cannot be written to %1.</source>
        <translation>ローカルサーバーのファイルを%1に書き込めません。</translation>
    </message>
    <message>
        <source>%1 could not be run: %2</source>
        <translation>%1を実行できませんでした: %2</translation>
    </message>
    <message>
        <source>The local server %1 did not answer within %2 s.</source>
        <translation>ローカルサーバー%1が%2秒以内に応答しませんでした。</translation>
    </message>
    <message>
        <source>The local server %1 ended before it was ready.</source>
        <translation>ローカルサーバー%1が準備完了前に終了しました。</translation>
    </message>
    <message>
        <source>%1 names no program that can be run: correct or remove this environment variable.</source>
        <translation>%1が指すプログラムを実行できません。この環境変数を修正するか削除してください。</translation>
    </message>
    <message>
        <source>%1 was not found: install it, or name its path in the environment variable %2.</source>
        <translation>%1が見つかりません。インストールするか、環境変数%2でパスを指定してください。</translation>
    </message>
    <message>
        <source>No free port was found on 127.0.0.1 between %1 and %2.</source>
        <translation>127.0.0.1の%1から%2の間に空きポートが見つかりませんでした。</translation>
    </message>
    <message>
        <source>Port %1 of 127.0.0.1 cannot be opened: %2</source>
        <translation>127.0.0.1のポート%1を開けません: %2</translation>
    </message>
    <message>
        <source>No port could be opened on 127.0.0.1.</source>
        <translation>127.0.0.1でポートを開けませんでした。</translation>
    </message>
    <message>
        <source>The acknowledged writes cannot be looked for.</source>
        <translation>確認応答済みの書き込みを検索できません。</translation>
    </message>
    <message>
        <source>This check did not end in time</source>
        <translation>この検査は時間内に終了しませんでした</translation>
    </message>
    <message>
        <source>no answer within %1 s</source>
        <translation>%1秒以内に応答なし</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation>応答があること</translation>
    </message>
    <message>
        <source>What was not read is not known to be well: check again.</source>
        <translation>読み取れなかったものは正常とは確認できません。もう一度検査してください。</translation>
    </message>
    <message>
        <source>What was not read is not known to be well.</source>
        <translation>読み取れなかったものは正常とは確認できません。</translation>
    </message>
    <message>
        <source>Every Sentinel answers</source>
        <translation>すべてのSentinelが応答</translation>
    </message>
    <message>
        <source>%1 of %1</source>
        <translation>%1 / %1</translation>
    </message>
    <message>
        <source>Sentinel %1 does not answer</source>
        <translation>Sentinel %1が応答しない</translation>
    </message>
    <message>
        <source>an answer of every Sentinel of the group</source>
        <translation>グループのすべてのSentinelの応答</translation>
    </message>
    <message>
        <source>A Sentinel that was not asked may lead clients back to the old primary: mend it, or have the others forget it with SENTINEL RESET.</source>
        <translation>問い合わせていないSentinelは、クライアントを旧プライマリへ戻すおそれがあります。修復するか、ほかのSentinelでSENTINEL RESETを実行して除外してください。</translation>
    </message>
    <message>
        <source>The Sentinels disagree</source>
        <translation>Sentinelの認識が一致していない</translation>
    </message>
    <message>
        <source>one primary, one epoch, one quorum, everybody known</source>
        <translation>1つのプライマリ、1つのエポック、1つのクォーラム、全員が互いを認識</translation>
    </message>
    <message>
        <source>Clients go where the Sentinel that they ask sends them.</source>
        <translation>クライアントは、問い合わせたSentinelが示す先へ接続します。</translation>
    </message>
    <message>
        <source>All Sentinels agree</source>
        <translation>すべてのSentinelの認識が一致</translation>
    </message>
    <message>
        <source>primary %1, epoch %2</source>
        <translation>プライマリ%1、エポック%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 usable, quorum %2</source>
        <translation>
            <numerusform>使用可能 %1、クォーラム %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The quorum can be reached</source>
        <translation>クォーラムに到達可能</translation>
    </message>
    <message>
        <source>The quorum cannot be reached</source>
        <translation>クォーラムに到達できない</translation>
    </message>
    <message numerus="yes">
        <source>at least %1 usable</source>
        <translation>
            <numerusform>使用可能なものが%1以上</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a majority the group has no failover of its own after the switch.</source>
        <translation>過半数がないと、切り替え後のグループは自らフェイルオーバーできません。</translation>
    </message>
    <message>
        <source>A Sentinel is in tilt mode</source>
        <translation>SentinelがTILTモード</translation>
    </message>
    <message>
        <source>In tilt a Sentinel accepts a failover but does nothing until tilt ends, 30 s later.</source>
        <translation>TILT中のSentinelはフェイルオーバーを受け付けますが、30秒後にTILTが終わるまで何もしません。</translation>
    </message>
    <message>
        <source>A failover is in progress</source>
        <translation>フェイルオーバーが進行中</translation>
    </message>
    <message>
        <source>Two failovers at once leave the Sentinels with different primaries.</source>
        <translation>2つのフェイルオーバーが重なると、Sentinelごとにプライマリが食い違います。</translation>
    </message>
    <message>
        <source>A Sentinel holds the primary for down</source>
        <translation>Sentinelがプライマリをダウンと判定</translation>
    </message>
    <message>
        <source>It may start a failover of its own at any moment.</source>
        <translation>いつ独自のフェイルオーバーを始めてもおかしくありません。</translation>
    </message>
    <message>
        <source>No failover, no tilt, nobody held for down</source>
        <translation>フェイルオーバー、TILT、ダウン判定なし</translation>
    </message>
    <message>
        <source>The freeze ends before a Sentinel can hold the primary for down</source>
        <translation>Sentinelがプライマリをダウンと判定する前に凍結が終わる</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a host name</source>
        <translation>Sentinelがプライマリをホスト名で示している</translation>
    </message>
    <message>
        <source>an IP address</source>
        <translation>IPアドレス</translation>
    </message>
    <message>
        <source>Dragonfly must be attached by the very address that Sentinel uses; else Sentinel re-points it, which empties it and begins a full sync anew.</source>
        <translation>Dragonflyは、Sentinelが使うアドレスそのものでアタッチする必要があります。そうでないとSentinelが接続先を変更し、Dragonflyは空になって完全同期をやり直します。</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a loopback address</source>
        <translation>Sentinelがプライマリをループバックアドレスで示している</translation>
    </message>
    <message>
        <source>an address that Dragonfly can reach</source>
        <translation>Dragonflyから到達できるアドレス</translation>
    </message>
    <message>
        <source>The primary is named by an address that Dragonfly can use</source>
        <translation>プライマリはDragonflyが使えるアドレスで示されている</translation>
    </message>
    <message>
        <source>No other live replica</source>
        <translation>ほかに稼働中のレプリカなし</translation>
    </message>
    <message>
        <source>The group has other live replicas</source>
        <translation>グループにほかの稼働中のレプリカがある</translation>
    </message>
    <message>
        <source>Dragonfly as the only live replica</source>
        <translation>稼働中のレプリカはDragonflyのみ</translation>
    </message>
    <message>
        <source>The source is a primary</source>
        <translation>移行元はプライマリ</translation>
    </message>
    <message>
        <source>The source is no primary</source>
        <translation>移行元がプライマリではない</translation>
    </message>
    <message>
        <source>role:master</source>
        <translation>role:master</translation>
    </message>
    <message>
        <source>Only the primary holds every write. Sentinel may just have failed over: read the endpoints again.</source>
        <translation>すべての書き込みを持つのはプライマリだけです。Sentinelがフェイルオーバーした直後かもしれません。エンドポイントを読み取り直してください。</translation>
    </message>
    <message>
        <source>The source is neither Redis nor Valkey</source>
        <translation>移行元がRedisでもValkeyでもない</translation>
    </message>
    <message>
        <source>Ferryman knows how to freeze and to drain these two only.</source>
        <translation>Ferrymanが凍結とドレインを行えるのは、この2つだけです。</translation>
    </message>
    <message>
        <source>The source is too old to be frozen</source>
        <translation>移行元が古すぎて凍結できない</translation>
    </message>
    <message>
        <source>Dragonfly reads RDB versions 5 to 12 (rdb_load.cc): a newer one makes the full sync fail and begin again for ever.</source>
        <translation>Dragonflyが読めるRDBバージョンは5から12です（rdb_load.cc）。それより新しいと完全同期が失敗し、際限なくやり直されます。</translation>
    </message>
    <message>
        <source>Lua scripts may write past the fence</source>
        <translation>Luaスクリプトがフェンスを越えて書き込むおそれがある</translation>
    </message>
    <message>
        <source>6.2.7 or newer</source>
        <translation>6.2.7以降</translation>
    </message>
    <message>
        <source>Redis 6.2.0 to 6.2.6 lets EVAL write in spite of min-replicas-to-write; the pause still holds it for the freeze budget.</source>
        <translation>Redis 6.2.0から6.2.6では、min-replicas-to-writeを設定していてもEVALが書き込めます。ただし凍結の許容時間の間は、CLIENT PAUSEがこれを止めます。</translation>
    </message>
    <message>
        <source>Cluster mode</source>
        <translation>クラスターモード</translation>
    </message>
    <message>
        <source>The source is no cluster node</source>
        <translation>移行元はクラスターノードではない</translation>
    </message>
    <message>
        <source>cluster_enabled:0</source>
        <translation>cluster_enabled:0</translation>
    </message>
    <message>
        <source>The source is a cluster node</source>
        <translation>移行元がクラスターノード</translation>
    </message>
    <message>
        <source>cluster_enabled:1</source>
        <translation>cluster_enabled:1</translation>
    </message>
    <message>
        <source>A cluster node holds a part of the keys only, and Sentinel does not manage it.</source>
        <translation>クラスターノードはキーの一部しか持たず、Sentinelの管理対象ではありません。</translation>
    </message>
    <message>
        <source>TTLs of hash fields</source>
        <translation>ハッシュフィールドのTTL</translation>
    </message>
    <message>
        <source>No hash field has a TTL</source>
        <translation>TTLを持つハッシュフィールドなし</translation>
    </message>
    <message>
        <source>TTLs of hash fields make the full sync loop for ever</source>
        <translation>ハッシュフィールドのTTLにより完全同期が際限なく繰り返される</translation>
    </message>
    <message numerus="yes">
        <source>%1 hashes</source>
        <translation>
            <numerusform>ハッシュ %1件</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly cannot load them (measured on 1.40.1): persist the fields or delete these hashes first.</source>
        <translation>Dragonflyはこれらをロードできません（1.40.1で実測）。先にフィールドのTTLを外すか、これらのハッシュを削除してください。</translation>
    </message>
    <message>
        <source>Function libraries</source>
        <translation>関数ライブラリ</translation>
    </message>
    <message>
        <source>No function library</source>
        <translation>関数ライブラリなし</translation>
    </message>
    <message>
        <source>A function library makes the full sync loop for ever</source>
        <translation>関数ライブラリにより完全同期が際限なく繰り返される</translation>
    </message>
    <message>
        <source>no library</source>
        <translation>ライブラリなし</translation>
    </message>
    <message>
        <source>Database indexes</source>
        <translation>データベース番号</translation>
    </message>
    <message>
        <source>highest database with keys %1, Dragonfly has %2</source>
        <translation>キーのある最大のデータベース番号 %1、Dragonflyのデータベース数 %2</translation>
    </message>
    <message>
        <source>Dragonfly has every database that is in use</source>
        <translation>使用中のデータベースはすべてDragonflyにある</translation>
    </message>
    <message>
        <source>Dragonfly lacks a database that is in use</source>
        <translation>使用中のデータベースがDragonflyにない</translation>
    </message>
    <message>
        <source>Who the target is</source>
        <translation>移行先の種類</translation>
    </message>
    <message>
        <source>The target is a Dragonfly</source>
        <translation>移行先はDragonfly</translation>
    </message>
    <message>
        <source>The target is no Dragonfly</source>
        <translation>移行先がDragonflyではない</translation>
    </message>
    <message>
        <source>Dragonfly 1.39 or newer</source>
        <translation>Dragonfly 1.39以降</translation>
    </message>
    <message>
        <source>Whether target and source are two servers</source>
        <translation>移行先と移行元が別のサーバーか</translation>
    </message>
    <message>
        <source>Target and source are two servers</source>
        <translation>移行先と移行元は別のサーバー</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1と%2</translation>
    </message>
    <message>
        <source>The target is the source itself</source>
        <translation>移行先が移行元自身</translation>
    </message>
    <message>
        <source>another server</source>
        <translation>別のサーバー</translation>
    </message>
    <message>
        <source>Dragonfly is too old</source>
        <translation>Dragonflyが古すぎる</translation>
    </message>
    <message>
        <source>1.39 or newer</source>
        <translation>1.39以降</translation>
    </message>
    <message>
        <source>What the target holds</source>
        <translation>移行先の内容</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys</source>
        <translation>
            <numerusform>キー %1件</numerusform>
        </translation>
    </message>
    <message>
        <source>The target follows this source already</source>
        <translation>移行先はすでにこの移行元に追従している</translation>
    </message>
    <message>
        <source>The target is empty</source>
        <translation>移行先は空</translation>
    </message>
    <message>
        <source>The target holds keys, which the full sync deletes</source>
        <translation>移行先に、完全同期で削除されるキーがある</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>キーなし</translation>
    </message>
    <message>
        <source>Replication empties Dragonfly before it loads. Empty it yourself, or accept that its keys are replaced (replaceTargetData in a plan).</source>
        <translation>レプリケーションはロードの前にDragonflyを空にします。自分で空にするか、キーが置き換えられることを受け入れてください（プランのreplaceTargetData）。</translation>
    </message>
    <message>
        <source>Whom the target follows</source>
        <translation>移行先の追従先</translation>
    </message>
    <message>
        <source>The target follows nobody else</source>
        <translation>移行先はほかのどのサーバーにも追従していない</translation>
    </message>
    <message>
        <source>role:%1</source>
        <translation>role:%1</translation>
    </message>
    <message>
        <source>The target follows another primary</source>
        <translation>移行先が別のプライマリに追従している</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>追従先なし</translation>
    </message>
    <message>
        <source>Attaching it here would take it away from there.</source>
        <translation>ここでアタッチすると、現在の追従先から外れます。</translation>
    </message>
    <message>
        <source>The target sets itself no memory limit</source>
        <translation>移行先にメモリ上限の設定がない</translation>
    </message>
    <message>
        <source>source uses %1, Dragonfly may use %2</source>
        <translation>移行元の使用量 %1、Dragonflyの上限 %2</translation>
    </message>
    <message>
        <source>Dragonfly refuses a snapshot whose used-mem is above 1.05 of its maxmemory, and begins the full sync again for ever.</source>
        <translation>Dragonflyは、used-memが自身のmaxmemoryの1.05倍を超えるスナップショットを拒否し、完全同期を際限なくやり直します。</translation>
    </message>
    <message>
        <source>The connection ended amid several commands, some of which had been run: ask the server what is true.</source>
        <translation>複数のコマンドの途中で接続が終了し、その一部は実行済みです。実際の状態をサーバーで確認してください。</translation>
    </message>
    <message>
        <source>%1 did not run the transaction.</source>
        <translation>%1はトランザクションを実行しませんでした。</translation>
    </message>
    <message>
        <source>%1 did not answer each command of the transaction.</source>
        <translation>%1はトランザクションの一部のコマンドに応答しませんでした。</translation>
    </message>
    <message>
        <source>The connection ended before the reply to %1: whether it was run is not known, so ask the server.</source>
        <translation>%1への応答の前に接続が終了しました。実行されたかどうかは不明です。サーバーで確認してください。</translation>
    </message>
    <message>
        <source>The connection to %1 was given up.</source>
        <translation>%1への接続は破棄されました。</translation>
    </message>
    <message>
        <source>The connection to %1 was closed.</source>
        <translation>%1への接続は閉じられました。</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>%1への接続がありません。</translation>
    </message>
    <message>
        <source>%1 does not keep up with what it is sent: too much waits for an answer.</source>
        <translation>%1が送信量に追いついていません。応答待ちが多すぎます。</translation>
    </message>
    <message>
        <source>%1 did not answer %2 in time, so the connection was closed: the server hangs, is overloaded, or the network is down.</source>
        <translation>%1が時間内に%2に応答しなかったため、接続を閉じました。サーバーのハングか過負荷、またはネットワーク障害です。</translation>
    </message>
    <message>
        <source>%1 answered what it was not asked, so its answers can no longer be told apart.</source>
        <translation>%1が要求していない応答を返したため、応答を対応付けられなくなりました。</translation>
    </message>
    <message>
        <source>%1 speaks TLS: write rediss:// instead of redis://.</source>
        <translation>%1はTLSを使用しています。redis://ではなくrediss://と指定してください。</translation>
    </message>
    <message>
        <source>A line of the reply is longer than %1 bytes: this is no server that Ferryman knows.</source>
        <translation>応答の1行が%1バイトを超えています。Ferrymanの知るサーバーではありません。</translation>
    </message>
    <message>
        <source>The reply holds a value above the limit of %1 bytes.</source>
        <translation>応答に上限の%1バイトを超える値があります。</translation>
    </message>
    <message>
        <source>The reply is above the limit of %1 bytes.</source>
        <translation>応答が上限の%1バイトを超えています。</translation>
    </message>
    <message>
        <source>The reply holds a list above the limit of %1 items.</source>
        <translation>応答に上限の%1要素を超えるリストがあります。</translation>
    </message>
    <message>
        <source>The reply nests lists more than %1 deep.</source>
        <translation>応答のリストの入れ子が%1段を超えています。</translation>
    </message>
    <message>
        <source>The address holds a password: take it out, and give it in the password field or, for a plan, by an environment variable or the keychain.</source>
        <translation>アドレスにパスワードが含まれています。取り除いて、パスワード欄に入力してください。プランの場合は、環境変数かキーチェーンで指定してください。</translation>
    </message>
    <message>
        <source>The user name before the @ of the address is empty or not written correctly: write special characters as %XX.</source>
        <translation>アドレスの@の前のユーザー名が空か、正しく書かれていません。特殊文字は%XXの形で書いてください。</translation>
    </message>
    <message>
        <source>%1 accepts connections but does not answer TLS within %2 s: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1は接続を受け付けますが、%2秒以内にTLSで応答しません。TLSなしのポートであれば、rediss://ではなくredis://と指定してください。</translation>
    </message>
    <message>
        <source>%1 did not answer the login within %2 s: it hangs or is overloaded.</source>
        <translation>%1が%2秒以内にログインに応答しませんでした。ハングか過負荷です。</translation>
    </message>
    <message>
        <source>%1 accepts connections but says nothing within %2 s: it hangs, or it wants TLS, then write rediss:// instead of redis://.</source>
        <translation>%1は接続を受け付けますが、%2秒以内に何も返しません。ハングしているか、TLSを求めています。TLSの場合は、redis://ではなくrediss://と指定してください。</translation>
    </message>
    <message>
        <source>No answer from %1 within %2 s: check the address, the port, the network and its firewalls.</source>
        <translation>%1から%2秒以内に応答がありません。アドレス、ポート、ネットワーク、ファイアウォールを確認してください。</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered: it may want TLS, then write rediss:// instead of redis://.</source>
        <translation>%1が応答する前に接続を閉じました。TLSを求めている可能性があります。その場合は、redis://ではなくrediss://と指定してください。</translation>
    </message>
    <message>
        <source>%1 wants a password: give the user and password of this server.</source>
        <translation>%1はパスワードを求めています。このサーバーのユーザーとパスワードを指定してください。</translation>
    </message>
    <message>
        <source>%1 refuses the user or the password: check both.</source>
        <translation>%1がユーザーまたはパスワードを拒否しました。両方を確認してください。</translation>
    </message>
    <message>
        <source>%1 refuses the password: check it.</source>
        <translation>%1がパスワードを拒否しました。パスワードを確認してください。</translation>
    </message>
    <message>
        <source>%1 wants no password, but one was given: leave it empty, or set one on the server.</source>
        <translation>%1はパスワードを求めていませんが、パスワードが指定されています。空にするか、サーバーにパスワードを設定してください。</translation>
    </message>
    <message>
        <source>%1 is in protected mode and accepts nobody from another machine: set a password on it, or bind it to an address.</source>
        <translation>%1は保護モードで、ほかのマシンからの接続を受け付けません。サーバーにパスワードを設定するか、アドレスにバインドしてください。</translation>
    </message>
    <message>
        <source>%1 has as many clients as it allows: raise its maxclients or close some.</source>
        <translation>%1のクライアント数が上限に達しています。maxclientsを増やすか、クライアントを減らしてください。</translation>
    </message>
    <message>
        <source>%1 is still loading its data: wait until it has finished.</source>
        <translation>%1はまだデータをロードしています。完了するまでお待ちください。</translation>
    </message>
    <message>
        <source>%1 is a replica and takes no writes, so it refused %2.</source>
        <translation>%1はレプリカで書き込みを受け付けないため、%2を拒否しました。</translation>
    </message>
    <message>
        <source>%1 is running a script and answers nothing else: wait for it, or end it with SCRIPT KILL.</source>
        <translation>%1はスクリプトを実行中で、ほかの要求に応答しません。終了を待つか、SCRIPT KILLで終了させてください。</translation>
    </message>
    <message>
        <source>%1 cannot save to its disk and takes no writes, so it refused %2: look into its log.</source>
        <translation>%1はディスクに保存できず、書き込みを受け付けないため、%2を拒否しました。そのログを確認してください。</translation>
    </message>
    <message>
        <source>%1 does not know the command %2.</source>
        <translation>%1はコマンド%2に対応していません。</translation>
    </message>
    <message>
        <source>%1 ended the conversation with an error: %2</source>
        <translation>%1がエラーを返して通信を終了しました: %2</translation>
    </message>
    <message>
        <source>%1 answers %2 with an error: %3</source>
        <translation>%1が%2にエラーを返しました: %3</translation>
    </message>
    <message>
        <source>%1 refuses the login: %2</source>
        <translation>%1がログインを拒否しました: %2</translation>
    </message>
    <message>
        <source>%1 does not have the database that the address names.</source>
        <translation>アドレスで指定されたデータベースが%1にありません。</translation>
    </message>
    <message>
        <source>Nothing listens on %1: check the address, the port and whether the server runs.</source>
        <translation>%1で待ち受けているものがありません。アドレス、ポート、サーバーが動作しているかを確認してください。</translation>
    </message>
    <message>
        <source>The name %1 is not known: check its spelling and the name service.</source>
        <translation>名前%1を解決できません。つづりと名前解決サービスを確認してください。</translation>
    </message>
    <message>
        <source>%1 closed the connection.</source>
        <translation>%1が接続を閉じました。</translation>
    </message>
    <message>
        <source>No answer from %1: check the address, the port, the network and its firewalls.</source>
        <translation>%1から応答がありません。アドレス、ポート、ネットワーク、ファイアウォールを確認してください。</translation>
    </message>
    <message>
        <source>%1 cannot be reached: check the network and its firewalls.</source>
        <translation>%1に到達できません。ネットワークとファイアウォールを確認してください。</translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation>%1への接続に失敗しました。</translation>
    </message>
    <message>
        <source>The TLS file %1 cannot be read.</source>
        <translation>TLSファイル%1を読み取れません。</translation>
    </message>
    <message>
        <source>The file %1 holds no certificate in PEM form.</source>
        <translation>ファイル%1にPEM形式の証明書がありません。</translation>
    </message>
    <message>
        <source>The file %1 holds no RSA or EC key in PEM form without a passphrase.</source>
        <translation>ファイル%1に、パスフレーズなしのPEM形式のRSA鍵またはEC鍵がありません。</translation>
    </message>
    <message>
        <source>A client certificate needs its key and a key its certificate: only %1 is given.</source>
        <translation>クライアント証明書とその鍵は両方必要ですが、%1しか指定されていません。</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2: have it renewed.</source>
        <translation>%1の証明書は%2に期限が切れました。更新してください。</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on only: check both clocks.</source>
        <translation>%1の証明書は%2から有効になります。両方の時計を確認してください。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the name %2: give the name that it bears as the TLS server name.</source>
        <translation>%1の証明書は名前%2のものではありません。証明書に記載された名前をTLSサーバー名として指定してください。</translation>
    </message>
    <message>
        <source>The certificate of %1 was not accepted.</source>
        <translation>%1の証明書は受け入れられませんでした。</translation>
    </message>
    <message>
        <source>%1 refuses the client certificate: check that its certificate authority knows it and that it has not expired.</source>
        <translation>%1がクライアント証明書を拒否しました。認証局がサーバーに登録されているか、期限が切れていないかを確認してください。</translation>
    </message>
    <message>
        <source>%1 breaks off TLS: it may want a client certificate, so give certificate and key.</source>
        <translation>%1がTLSを中断しました。クライアント証明書を求めている可能性があります。証明書と鍵を指定してください。</translation>
    </message>
    <message>
        <source>%1 does not speak TLS as expected: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1が想定どおりにTLSで応答しません。TLSなしのポートであれば、rediss://ではなくredis://と指定してください。</translation>
    </message>
    <message>
        <source>Dragonfly could not attach to %1: %2. It must reach that address, and log in there if a password is wanted.</source>
        <translation>Dragonflyは%1にアタッチできませんでした: %2。Dragonflyはこのアドレスに到達でき、パスワードが必要な場合はログインできなければなりません。</translation>
    </message>
    <message>
        <source>Dragonfly is a replica of %1 already: end that first with REPLICAOF NO ONE.</source>
        <translation>Dragonflyはすでに%1のレプリカです。まずREPLICAOF NO ONEで解除してください。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and attaching would delete them: empty it, or allow them to be replaced.</source>
        <translation>
            <numerusform>Dragonflyには%1個のキーがあり、アタッチすると削除されます。空にするか、置き換えを許可してください。</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is not attached yet.</source>
        <translation>Dragonflyはまだアタッチされていません。</translation>
    </message>
    <message>
        <source>Dragonfly connects to the source.</source>
        <translation>Dragonflyが移行元に接続しています。</translation>
    </message>
    <message>
        <source>Replication was stopped.</source>
        <translation>レプリケーションは停止されました。</translation>
    </message>
    <message>
        <source>Not steady: the source does not answer.</source>
        <translation>未安定: 移行元が応答しません。</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly does not answer.</source>
        <translation>未安定: Dragonflyが応答しません。</translation>
    </message>
    <message>
        <source>Not steady: lag %1; the limit is %2.</source>
        <translation>未安定: 遅延%1、しきい値%2。</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and growing by %2; the limit is %3.</source>
        <translation>未安定: 遅延%1で%2増加中、しきい値%3。</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and shrinking by %2; the limit is %3.</source>
        <translation>未安定: 遅延%1で%2減少中、しきい値%3。</translation>
    </message>
    <message>
        <source>Not steady: the source does not list Dragonfly among its replicas.</source>
        <translation>未安定: 移行元のレプリカ一覧にDragonflyがありません。</translation>
    </message>
    <message>
        <source>Not steady: the full sync is under way (%1).</source>
        <translation>未安定: 完全同期が進行中です（%1）。</translation>
    </message>
    <message>
        <source>Not steady: the lag is not known, since one side did not answer.</source>
        <translation>未安定: 一方が応答しなかったため、遅延は不明です。</translation>
    </message>
    <message>
        <source>Not steady: lag %1 s; the limit is %2 s.</source>
        <translation>未安定: 遅延%1秒、しきい値%2秒。</translation>
    </message>
    <message>
        <source>Not steady: a new full sync has begun since.</source>
        <translation>未安定: その後、新しい完全同期が始まりました。</translation>
    </message>
    <message>
        <source>Within the limits for %1, lag %2; steady after %3 s.</source>
        <translation>しきい値内を%1継続、遅延%2。%3秒で安定とみなします。</translation>
    </message>
    <message>
        <source>Steady for %1: lag %2 and %3 s, limits %4 and %5 s.</source>
        <translation>安定を%1継続: 遅延%2および%3秒、しきい値%4および%5秒。</translation>
    </message>
    <message>
        <source>source</source>
        <translation>移行元</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Replication offset</source>
        <translation>レプリケーションオフセット</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>遅延（秒）</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>書き込み速度と適用速度</translation>
    </message>
    <message>
        <source>This is a Sentinel, not a Dragonfly: give the address on which Dragonfly serves data, usually port 6379.</source>
        <translation>これはDragonflyではなくSentinelです。Dragonflyがデータを提供するアドレスを指定してください。通常はポート6379です。</translation>
    </message>
    <message>
        <source>No Sentinel is given: enter the address of any one of them.</source>
        <translation>Sentinelが指定されていません。いずれか1つのアドレスを入力してください。</translation>
    </message>
    <message>
        <source>This Sentinel watches no group: have it monitor the primary first (SENTINEL MONITOR).</source>
        <translation>このSentinelはどのグループも監視していません。先にプライマリを監視させてください（SENTINEL MONITOR）。</translation>
    </message>
    <message>
        <source>This Sentinel watches several groups: choose one of %1.</source>
        <translation>このSentinelは複数のグループを監視しています。%1から選択してください。</translation>
    </message>
    <message>
        <source>The Sentinels name no primary of this group.</source>
        <translation>Sentinelはこのグループのプライマリを示していません。</translation>
    </message>
    <message>
        <source>The plan names %1 as the source, but Sentinel names %2 as the primary of this group: leave the source out, or correct it.</source>
        <translation>プランは移行元を%1としていますが、Sentinelはこのグループのプライマリを%2としています。移行元を省略するか、修正してください。</translation>
    </message>
    <message>
        <source>Nothing is connected yet: go through Connect first.</source>
        <translation>まだ何も接続されていません。先に「接続」を行ってください。</translation>
    </message>
    <message>
        <source>A switch is under way: wait until it has ended.</source>
        <translation>切り替えが進行中です。終了するまでお待ちください。</translation>
    </message>
    <message>
        <source>Interrupted before the switch.</source>
        <translation>切り替えの前に中断されました。</translation>
    </message>
    <message>
        <source>%1 Nothing was changed.</source>
        <translation>%1何も変更していません。</translation>
    </message>
    <message>
        <source>The assessment found what blocks this migration: %1</source>
        <translation>診断で、この移行を妨げるものが見つかりました: %1</translation>
    </message>
    <message>
        <source>Nothing blocks this migration.</source>
        <translation>この移行を妨げるものはありません。</translation>
    </message>
    <message>
        <source>An earlier run on this plan sent %1 to %2 and did not put it back; what puts it back: %3</source>
        <translation>このプランの以前の実行で%1が%2に送信され、元に戻されていません。元に戻すコマンド: %3</translation>
    </message>
    <message>
        <source>An earlier run on this plan may have sent %1 to %2; what puts it back: %3</source>
        <translation>このプランの以前の実行で%1が%2に送信された可能性があります。元に戻すコマンド: %3</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 does not answer: %2 of %3 do.</source>
        <translation>
            <numerusform>Sentinel %1が応答しません。応答しているのは%3のうち%2です。</numerusform>
        </translation>
    </message>
    <message>
        <source>No writers were running.</source>
        <translation>書き込みプログラムは動作していませんでした。</translation>
    </message>
    <message>
        <source>reading and testing</source>
        <translation>読み取りとテスト中</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 tests failed</source>
        <translation>
            <numerusform>テスト%2件中%1件失敗</numerusform>
        </translation>
    </message>
    <message>
        <source>all connections work</source>
        <translation>すべての接続が正常</translation>
    </message>
    <message>
        <source>something stands in the way</source>
        <translation>妨げあり</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>未実施</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>検査中</translation>
    </message>
    <message>
        <source>waits for Connect</source>
        <translation>「接続」待ち</translation>
    </message>
    <message>
        <source>blockers: %1</source>
        <translation>阻害要因: %1</translation>
    </message>
    <message>
        <source>no blocker, warnings: %1</source>
        <translation>阻害要因なし、警告: %1</translation>
    </message>
    <message>
        <source>nothing in the way</source>
        <translation>妨げなし</translation>
    </message>
    <message>
        <source>ended with the switch</source>
        <translation>切り替えで終了</translation>
    </message>
    <message>
        <source>attaching</source>
        <translation>アタッチ中</translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>完全同期</translation>
    </message>
    <message>
        <source>not steady yet</source>
        <translation>未安定</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>安定</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>full syncs without end</source>
        <translation>完全同期の繰り返し</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未開始</translation>
    </message>
    <message>
        <source>waits for Assess</source>
        <translation>「診断」待ち</translation>
    </message>
    <message>
        <source>waits for Replicate</source>
        <translation>「レプリケーション」待ち</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>a person is needed</source>
        <translation>人の対応が必要</translation>
    </message>
    <message>
        <source>aborted, all put back</source>
        <translation>中止、すべて復元済み</translation>
    </message>
    <message>
        <source>waits for steady replication</source>
        <translation>レプリケーションの安定待ち</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>gates closed: %1</source>
        <translation>未達の条件: %1</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>エクスポート済み</translation>
    </message>
    <message>
        <source>ready, not exported</source>
        <translation>準備完了、未エクスポート</translation>
    </message>
    <message>
        <source>waits for Fail over</source>
        <translation>「フェイルオーバー」待ち</translation>
    </message>
    <message>
        <source>The keychain cannot be used: enter the password for this session only.</source>
        <translation>キーチェーンを使用できません。このセッション用のパスワードを入力してください。</translation>
    </message>
    <message>
        <source>The keychain did not answer within %1 seconds: unlock it, or enter the password for this session only.</source>
        <translation>キーチェーンが%1秒以内に応答しませんでした。ロックを解除するか、このセッション用のパスワードを入力してください。</translation>
    </message>
    <message>
        <source>The environment variable %1, which the plan names for a password, is not set.</source>
        <translation>プランがパスワード用に指定している環境変数%1が設定されていません。</translation>
    </message>
    <message>
        <source>After SENTINEL RESET %1 did not find the other Sentinels again within %2 seconds: look at its log before you go on.</source>
        <translation>SENTINEL RESETの後、%1は%2秒以内にほかのSentinelを再発見できませんでした。続ける前に、そのログを確認してください。</translation>
    </message>
    <message>
        <source>excluded: the Sentinel holds it for down</source>
        <translation>除外: Sentinelがダウンと判定</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has no connection to it</source>
        <translation>除外: Sentinelからの接続なし</translation>
    </message>
    <message>
        <source>excluded: its last valid answer to PING is %1 ms old, the limit is %2 ms</source>
        <translation>除外: PINGへの最後の有効な応答が%1 ms前、上限%2 ms</translation>
    </message>
    <message>
        <source>excluded: its priority is 0</source>
        <translation>除外: 優先度が0</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has not read its INFO yet</source>
        <translation>除外: SentinelがINFOを未取得</translation>
    </message>
    <message>
        <source>excluded: its last INFO is %1 ms old, the limit is %2 ms</source>
        <translation>除外: 最後のINFOが%1 ms前、上限%2 ms</translation>
    </message>
    <message>
        <source>excluded: its link to the primary has been down for %1 ms, the limit is %2 ms</source>
        <translation>除外: プライマリとのリンクの切断が%1 ms継続、上限%2 ms</translation>
    </message>
    <message>
        <source>not chosen: its priority is %1, that of the chosen one %2</source>
        <translation>不選出: 優先度%1、選出されたレプリカは%2</translation>
    </message>
    <message>
        <source>not chosen: its offset is %1, that of the chosen one %2</source>
        <translation>不選出: オフセット%1、選出されたレプリカは%2</translation>
    </message>
    <message>
        <source>not chosen: all else is equal, and its run id is the greater or missing</source>
        <translation>不選出: ほかはすべて同等で、run idが大きいか存在しない</translation>
    </message>
    <message>
        <source>would be chosen now</source>
        <translation>現時点での選出先</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know this group.</source>
        <translation>Sentinel %1はこのグループを認識していません。</translation>
    </message>
    <message>
        <source>The Sentinels know no group at all: have them monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Sentinelはどのグループも認識していません。先にプライマリを監視させてください（SENTINEL MONITOR）。</translation>
    </message>
    <message>
        <source>Sentinel %1 refuses SENTINEL MASTER.</source>
        <translation>Sentinel %1がSENTINEL MASTERを拒否しました。</translation>
    </message>
    <message>
        <source>No Sentinel is given.</source>
        <translation>Sentinelが指定されていません。</translation>
    </message>
    <message>
        <source>The Sentinels name different primaries (%1): wait until they agree, or reset the one that is wrong.</source>
        <translation>Sentinelごとに示すプライマリが異なります（%1）。一致するまで待つか、誤っているSentinelをリセットしてください。</translation>
    </message>
    <message>
        <source>The Sentinels are at different configuration epochs (%1): one of them has missed a failover.</source>
        <translation>Sentinelの設定エポックが異なります（%1）。フェイルオーバーを取りこぼしたSentinelがあります。</translation>
    </message>
    <message>
        <source>The Sentinels have different quorums (%1): set the same one with SENTINEL SET.</source>
        <translation>Sentinelのクォーラムが異なります（%1）。SENTINEL SETで同じ値を設定してください。</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover in progress: wait until it ends.</source>
        <translation>Sentinel %1でフェイルオーバーが進行中です。終了するまでお待ちください。</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Sentinel %2: they find each other through the primary within seconds; if not, look at the network between them.</source>
        <translation>Sentinel %1がSentinel %2を認識していません。通常はプライマリを介して数秒で互いを見つけます。見つけられない場合は、両者の間のネットワークを確認してください。</translation>
    </message>
    <message>
        <source>not switched</source>
        <translation>未切り替え</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>移行済み</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>人の対応が必要</translation>
    </message>
    <message>
        <source>Writes lost</source>
        <translation>失われた書き込み</translation>
    </message>
    <message>
        <source>Dragonfly had the frozen offset before it was promoted</source>
        <translation>Dragonflyは昇格前に凍結時のオフセットに到達</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>書き込み停止時間</translation>
    </message>
    <message>
        <source>longest gap of one writer</source>
        <translation>1つの書き込みプログラムでの最長の空白</translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>書き込み凍結</translation>
    </message>
    <message>
        <source>from the freeze to the promotion</source>
        <translation>凍結から昇格まで</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Sentinels agree</source>
        <translation>Sentinelの一致</translation>
    </message>
    <message>
        <source>The reply has an unknown shape: %1</source>
        <translation>応答の形式が未知です: %1</translation>
    </message>
    <message>
        <source>The reply to INFO lacks %1</source>
        <translation>INFOの応答に%1がありません</translation>
    </message>
    <message>
        <source>What the Sentinels say</source>
        <translation>Sentinelの認識</translation>
    </message>
    <message>
        <source>No Sentinel of the group is known</source>
        <translation>グループのSentinelが不明</translation>
    </message>
    <message>
        <source>The address of the primary</source>
        <translation>プライマリのアドレス</translation>
    </message>
    <message>
        <source>The Sentinels name no common primary</source>
        <translation>Sentinelに共通のプライマリがない</translation>
    </message>
    <message>
        <source>The switch did not begin.</source>
        <translation>切り替えは始まりませんでした。</translation>
    </message>
    <message>
        <source>reads the gates</source>
        <translation>条件を読み取り中</translation>
    </message>
    <message>
        <source>Expected drain</source>
        <translation>ドレインの見込み時間</translation>
    </message>
    <message>
        <source>%1 is a live replica as well, and is detached first</source>
        <translation>%1も稼働中のレプリカ（先に切り離します）</translation>
    </message>
    <message>
        <source>%1: writes are refused instead of paused</source>
        <translation>%1: 書き込みは待機ではなく拒否</translation>
    </message>
    <message>
        <source>5.0 or later</source>
        <translation>5.0以降</translation>
    </message>
    <message>
        <source>min-replicas-max-lag is 0 on %1, so that it ignores min-replicas-to-write and could not be fenced: set it to 10, its default.</source>
        <translation>%1のmin-replicas-max-lagが0のため、min-replicas-to-writeが無視され、書き込みを遮断できません。デフォルト値の10に設定してください。</translation>
    </message>
    <message>
        <source>Dragonfly was started anew.</source>
        <translation>Dragonflyが再起動されました。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and knew every command that it was given.</source>
        <translation>
            <numerusform>Dragonflyには%1個のキーがあり、受け取ったすべてのコマンドに対応していました。</numerusform>
        </translation>
    </message>
    <message>
        <source>Detached: no Sentinel would choose it, its readers see the data as they are now.</source>
        <translation>切り離し: Sentinelの選出対象から外れ、読み取り側には現在のデータが見え続けます。</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, each waited for until it knows its peers again.</source>
        <translation>Sentinelに1つずつ送り、そのたびに、ほかのSentinelを再発見するまで待ちます。</translation>
    </message>
    <message>
        <source>Wait until every Sentinel shows Dragonfly alone: up to 10 s, its INFO poll.</source>
        <translation>すべてのSentinelがDragonflyのみを示すまで待ちます。SentinelのINFO取得間隔により最長10秒です。</translation>
    </message>
    <message>
        <source>Wait for the moment at which a Sentinel promotes soonest: up to 15 s, then without it.</source>
        <translation>Sentinelが最も早く昇格させるタイミングを待ちます。最長15秒で、それを過ぎたら待たずに進みます。</translation>
    </message>
    <message>
        <source>Writes are refused; the offset in the reply is the last one.</source>
        <translation>書き込みは拒否されます。応答にあるオフセットが最後のものです。</translation>
    </message>
    <message>
        <source>It keeps its data, and refuses every write.</source>
        <translation>データを保持したまま、すべての書き込みを拒否します。</translation>
    </message>
    <message>
        <source>So that a restart changes nothing of it.</source>
        <translation>再起動しても変わらないようにします。</translation>
    </message>
    <message>
        <source>The plan wants it shut down.</source>
        <translation>プランの指定によりシャットダウンします。</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, once none has a failover under way: it forgets the old servers.</source>
        <translation>進行中のフェイルオーバーがなくなってから、Sentinelに1つずつ送ります。Sentinelは旧サーバーの情報を消去します。</translation>
    </message>
    <message>
        <source>It stays a read-only replica of nobody.</source>
        <translation>どこにも追従しない読み取り専用のレプリカのままになります。</translation>
    </message>
    <message>
        <source>The other replicas are detached: no Sentinel would choose one of them.</source>
        <translation>ほかのレプリカを切り離しました。Sentinelがこれらを選出することはありません。</translation>
    </message>
    <message>
        <source>Every answering Sentinel has forgotten the other servers and found its peers again.</source>
        <translation>応答するすべてのSentinelがほかのサーバーの情報を消去し、互いを再発見しました。</translation>
    </message>
    <message>
        <source>Every answering Sentinel shows Dragonfly alone.</source>
        <translation>応答するすべてのSentinelがDragonflyのみを示しています。</translation>
    </message>
    <message>
        <source>The best moment has come.</source>
        <translation>最適なタイミングになりました。</translation>
    </message>
    <message>
        <source>No Sentinel has a failover under way any more.</source>
        <translation>フェイルオーバーが進行中のSentinelはなくなりました。</translation>
    </message>
    <message>
        <source>The old servers are as the plan wants them.</source>
        <translation>旧サーバーはプランの指定どおりの状態です。</translation>
    </message>
    <message>
        <source>Read who is there.</source>
        <translation>各サーバーの状態を読み取りました。</translation>
    </message>
    <message>
        <source>The other replicas follow the source again.</source>
        <translation>ほかのレプリカは再び移行元に追従しています。</translation>
    </message>
    <message>
        <source>The other replicas could not be detached: %1</source>
        <translation>ほかのレプリカを切り離せませんでした: %1</translation>
    </message>
    <message>
        <source>A Sentinel has not forgotten the other servers: %1</source>
        <translation>ほかのサーバーの情報を消去していないSentinelがあります: %1</translation>
    </message>
    <message>
        <source>The old servers could not be parked yet: %1</source>
        <translation>旧サーバーをまだ休止できていません: %1</translation>
    </message>
    <message>
        <source>Not every server could be read yet: %1</source>
        <translation>まだ読み取れていないサーバーがあります: %1</translation>
    </message>
    <message>
        <source>The other replicas could not be put back yet: %1</source>
        <translation>ほかのレプリカをまだ元に戻せていません: %1</translation>
    </message>
    <message>
        <source>Dragonfly %2 was started anew during the switch, so it may be empty and must not become the primary: %1 has every write and goes on refusing new ones. Stop Dragonfly, see that no Sentinel shows a failover-state, then run this: %3</source>
        <translation>Dragonfly %2は切り替え中に再起動されたため、空の可能性があり、プライマリにしてはなりません。%1がすべての書き込みを持ち、新しい書き込みを拒否し続けています。Dragonflyを停止し、どのSentinelもfailover-stateを示していないことを確認してから、次を実行してください: %3</translation>
    </message>
    <message>
        <source>Detaches the other replicas, and waits until every Sentinel knows Dragonfly alone: about 10 s and 3 s more for each Sentinel.</source>
        <translation>ほかのレプリカを切り離し、すべてのSentinelがDragonflyのみを認識するまで待ちます。約10秒と、さらにSentinelごとに3秒かかります。</translation>
    </message>
    <message>
        <source>Waits for the best moment, which comes every 10 s at each Sentinel.</source>
        <translation>最適なタイミングを待ちます。各Sentinelで10秒ごとに訪れます。</translation>
    </message>
    <message>
        <source>Parks the old servers.</source>
        <translation>旧サーバーを休止します。</translation>
    </message>
    <message>
        <source>Has the Sentinels forget the old servers, one after the other.</source>
        <translation>Sentinelに、1つずつ順に旧サーバーの情報を消去させます。</translation>
    </message>
    <message>
        <source>Reads what is true on all servers.</source>
        <translation>すべてのサーバーの実際の状態を読み取ります。</translation>
    </message>
    <message>
        <source>Not every Sentinel came to know Dragonfly alone in time.</source>
        <translation>時間内にすべてのSentinelがDragonflyのみを認識するに至りませんでした。</translation>
    </message>
    <message>
        <source>An earlier switch had not come to its end.</source>
        <translation>以前の切り替えが完了していませんでした。</translation>
    </message>
    <message>
        <source>at least %1: the freeze budget of %2 ms and a margin</source>
        <translation>%1以上（凍結の許容時間%2 msに余裕を加えた値）</translation>
    </message>
    <message>
        <source>Sentinel could promote one of them, and would wait for them to follow Dragonfly, which they cannot. So they are detached before the switch, which takes about %1 s: meanwhile their readers see old data, and there is no other candidate should the source fail. Should the switch be aborted, they follow the source again.</source>
        <translation>Sentinelがそのいずれかを昇格させるおそれがあり、またDragonflyへの追従を待ってしまいますが、それは不可能です。そのため切り替えの前に切り離します。これに約%1秒かかり、その間は読み取り側に古いデータが見え、移行元に障害が起きても代わりの候補がありません。切り替えを中止した場合は、再び移行元に追従します。</translation>
    </message>
    <message>
        <source>No switch of this plan was left open.</source>
        <translation>このプランに未完了の切り替えはありません。</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover under way that does not end, so it was not reset.</source>
        <translation>Sentinel %1に終わらないフェイルオーバーがあるため、リセットしませんでした。</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused</source>
        <translation>書き込みは待機ではなく拒否される</translation>
    </message>
    <message>
        <source>6.2 or newer</source>
        <translation>6.2以降</translation>
    </message>
    <message>
        <source>Before 6.2 CLIENT PAUSE knows no WRITE, so during the switch clients get NOREPLICAS errors instead of waiting.</source>
        <translation>6.2より前のCLIENT PAUSEにはWRITEがないため、切り替え中、クライアントは待たされずにNOREPLICASエラーを受け取ります。</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused, and scripts pass</source>
        <translation>書き込みは待機ではなく拒否され、スクリプトは通過する</translation>
    </message>
    <message>
        <source>6.0.17 or newer</source>
        <translation>6.0.17以降</translation>
    </message>
    <message>
        <source>Before 6.0.17 EVAL writes in spite of min-replicas-to-write, and before 6.2 nothing else freezes: what a script writes during the switch is lost. Stop the clients that run writing scripts for that second.</source>
        <translation>6.0.17より前では、min-replicas-to-writeを設定していてもEVALが書き込めます。また6.2より前には、ほかに凍結する手段がありません。切り替え中にスクリプトが書き込んだ内容は失われます。書き込みスクリプトを実行するクライアントを、その1秒間停止してください。</translation>
    </message>
    <message>
        <source>Redis 5.0 to 7.4, or Valkey 7.2 to 8</source>
        <translation>Redis 5.0から7.4、またはValkey 7.2から8</translation>
    </message>
    <message>
        <source>The fence by min-replicas-to-write is known to hold from 5.0 on.</source>
        <translation>min-replicas-to-writeによる遮断は、5.0以降で有効と確認されています。</translation>
    </message>
    <message>
        <source>Another finding is being mended: wait until it has ended.</source>
        <translation>別の検出事項を修正中です。終了するまでお待ちください。</translation>
    </message>
    <message>
        <source>Nothing was sent: checked again, this finding is not what it was, or Ferryman cannot mend it by itself.</source>
        <translation>何も送信しませんでした。再検査の結果、この検出事項は以前と変わっているか、Ferrymanでは修正できないものです。</translation>
    </message>
    <message>
        <source>A finding is being mended: wait until it has ended.</source>
        <translation>検出事項を修正中です。終了するまでお待ちください。</translation>
    </message>
    <message>
        <source>There is nothing here that this session could undo; the journal holds the command that does.</source>
        <translation>このセッションで元に戻せるものはありません。元に戻すコマンドはジャーナルにあります。</translation>
    </message>
    <message>
        <source>There is no connection to %1 any more: read the endpoints again.</source>
        <translation>%1への接続がなくなりました。エンドポイントを読み取り直してください。</translation>
    </message>
    <message>
        <source>The journal was closed.</source>
        <translation>ジャーナルは閉じられました。</translation>
    </message>
    <message>
        <source>The reply to %1 (%2) cannot be kept in the journal, so nothing was changed: keep it yourself, then run the commands by hand.</source>
        <translation>%1への応答（%2）をジャーナルに保存できないため、何も変更しませんでした。応答を自分で保存してから、コマンドを手動で実行してください。</translation>
    </message>
    <message>
        <source>none, but read more than %1 s ago</source>
        <translation>なし、ただし読み取りから%1秒超経過</translation>
    </message>
    <message numerus="yes">
        <source>Asking %1 Sentinels what they watch.</source>
        <translation>
            <numerusform>%1個のSentinelに監視対象を問い合わせています。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sentinel %1 watches %2 under the name %3 already: choose another name.</source>
        <translation>Sentinel %1はすでに%2を名前%3で監視しています。別の名前を選択してください。</translation>
    </message>
    <message>
        <source>Registering the group %1.</source>
        <translation>グループ%1を登録しています。</translation>
    </message>
    <message>
        <source>The source has no Sentinel yet</source>
        <translation>移行元にまだSentinelがありません</translation>
    </message>
    <message>
        <source>%1 Nothing changed for %2 s: see that the Sentinels reach the source and each other.</source>
        <translation>%1%2秒間変化がありません。Sentinelが移行元と互いに到達できることを確認してください。</translation>
    </message>
    <message>
        <source>Sentinel %1 does not watch the group yet.</source>
        <translation>Sentinel %1はまだグループを監視していません。</translation>
    </message>
    <message>
        <source>Sentinel %1 does not reach the source yet.</source>
        <translation>Sentinel %1はまだ移行元に到達していません。</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 knows %2 of %3 others so far.</source>
        <translation>
            <numerusform>Sentinel %1が認識しているほかのSentinelは、%3のうち%2です。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %1 Sentinels watch %2 as the group %3.</source>
        <translation>
            <numerusform>%1個のSentinelすべてが%2をグループ%3として監視しています。</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the source by its IP address: Sentinel hands it to clients and to Dragonfly as it stands here.</source>
        <translation>移行元はIPアドレスで指定してください。Sentinelは、ここに書かれたとおりにクライアントとDragonflyへ伝えます。</translation>
    </message>
    <message>
        <source>%1 (read %2 ago: too old)</source>
        <translation>%1（%2前の読み取り、古すぎます）</translation>
    </message>
    <message>
        <source>the source lists no replica, Dragonfly is reached as %1</source>
        <translation>移行元の一覧にレプリカなし、Dragonflyの到達先は%1</translation>
    </message>
    <message>
        <source>Not steady: %1.</source>
        <translation>未安定: %1。</translation>
    </message>
    <message>
        <source>not known: a round trip or the drain was not measured</source>
        <translation>不明: 往復時間またはドレインが未測定</translation>
    </message>
    <message>
        <source>Before it %1 will be detached, which takes about 10 s for each Sentinel, %2 s in all: meanwhile reads there are stale, and there is no other candidate should the source fail.</source>
        <translation>その前に%1を切り離します。Sentinelごとに約10秒、合計%2秒かかります。その間、そこでの読み取りは古いデータになり、移行元に障害が起きても代わりの候補がありません。</translation>
    </message>
    <message>
        <source>Expected outage at your round trip</source>
        <translation>現在の往復時間での書き込み停止の見込み</translation>
    </message>
    <message>
        <source>%1; no answer from %2</source>
        <translation>%1。%2は応答なし</translation>
    </message>
    <message>
        <source>it is not known which of them is Dragonfly</source>
        <translation>どれがDragonflyか不明</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel, once its priority is 1</source>
        <translation>優先度が1になった時点で、すべてのSentinelでDragonfly</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none; Dragonfly is %2</source>
        <translation>Sentinel %1の選出先なし、Dragonflyは%2</translation>
    </message>
    <message>
        <source>not known: no assessment has ended</source>
        <translation>不明: 終了した診断なし</translation>
    </message>
    <message>
        <source>none, assessed %1 ago</source>
        <translation>なし、診断は%1前</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. It holds the file %4.</source>
        <translation>別のコンソール（%1、%3上のプロセス%2）がこの移行を操作しています。先にそれを終了するか、そちらで続けてください。ファイル%4を保持しています。</translation>
    </message>
    <message numerus="yes">
        <source>The rehearsal migrated and lost no write, but it is void: its writers reached %1 of %2 writes a second.</source>
        <translation>
            <numerusform>リハーサルは移行を終え、書き込みを1件も失いませんでしたが、無効です。書き込みプログラムの毎秒の書き込み数が、目標の%2に対し%1にとどまりました。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 refuses writes, and did not shut down: %2</source>
        <translation>%1は書き込みを拒否していますが、シャットダウンしませんでした: %2</translation>
    </message>
    <message>
        <source>%1 is shut down, and could not write its config file: started again, by a supervisor too, it would accept writes on old data. Keep it stopped. (%2)</source>
        <translation>%1はシャットダウンしましたが、設定ファイルに書き込めませんでした。サービス管理によるものも含め、再び起動されると、古いデータの上に書き込みを受け付けてしまいます。停止したままにしてください。（%2）</translation>
    </message>
    <message>
        <source>%1 refuses writes, and could not write its config file: after a restart it would accept writes on old data. Shut it down and keep it stopped, or make its config file writable and run CONFIG REWRITE. (%2)</source>
        <translation>%1は書き込みを拒否していますが、設定ファイルに書き込めませんでした。再起動すると、古いデータの上に書き込みを受け付けてしまいます。シャットダウンして停止したままにするか、設定ファイルを書き込み可能にしてCONFIG REWRITEを実行してください。（%2）</translation>
    </message>
    <message>
        <source>a Sentinel made this old server follow another again: %1</source>
        <translation>Sentinelがこの旧サーバーを再び別のサーバーに追従させました: %1</translation>
    </message>
    <message>
        <source>An old server did not answer in time.</source>
        <translation>時間内に応答しなかった旧サーバーがあります。</translation>
    </message>
    <message>
        <source>A Sentinel was not ready for it in time.</source>
        <translation>時間内に準備が整わなかったSentinelがあります。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. It did not know these commands, and did nothing for them: %2.</source>
        <translation>
            <numerusform>Dragonflyには%1個のキーがあります。次のコマンドには対応しておらず、何も実行しませんでした: %2。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Errors that it has counted since it was started: %2.</source>
        <translation>%1起動以降に数えられたエラー: %2。</translation>
    </message>
    <message>
        <source>The last look found this: %1</source>
        <translation>最終確認の結果: %1</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but a Sentinel still lists the old servers and would point them at it. Once it answers, names %1 and shows no failover-state, run SENTINEL RESET %2 there. %3</source>
        <translation>Dragonfly %1がプライマリで、失われた書き込みはありませんが、旧サーバーがまだ一覧に残るSentinelがあり、旧サーバーをDragonflyに追従させようとします。そのSentinelが応答し、%1を示し、failover-stateを示さなくなったら、そこでSENTINEL RESET %2を実行してください。%3</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but an old server may accept writes after a restart: keep it stopped, or see that it refuses them. %2</source>
        <translation>Dragonfly %1がプライマリで、失われた書き込みはありませんが、再起動後に書き込みを受け付けるおそれのある旧サーバーがあります。停止したままにするか、書き込みを拒否することを確認してください。%2</translation>
    </message>
    <message>
        <source>Sentinel %1 names %2 as the primary instead of %3, so it was not reset.</source>
        <translation>Sentinel %1がプライマリとして%3ではなく%2を示しているため、リセットしませんでした。</translation>
    </message>
    <message>
        <source>Sentinel %1 gives no answer, so it was not reset: %2</source>
        <translation>Sentinel %1が応答しないため、リセットしませんでした: %2</translation>
    </message>
    <message>
        <source>it fell silent.</source>
        <translation>応答が途絶えました。</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. If it is gone, or %3 is an earlier name of this machine, delete the file %4.</source>
        <translation>別のコンソール（%1、%3上のプロセス%2）がこの移行を操作しています。先にそれを終了するか、そちらで続けてください。すでに存在しない場合や、%3がこのマシンの以前の名前である場合は、ファイル%4を削除してください。</translation>
    </message>
    <message>
        <source>Replication is being stopped.</source>
        <translation>レプリケーションを停止しています。</translation>
    </message>
    <message>
        <source>Dragonfly was sent REPLICAOF NO ONE, but the source %1 does not answer, so no Sentinel was reset: without it they would not find each other again. Once it answers, stop the replication again.</source>
        <translation>DragonflyにREPLICAOF NO ONEを送信しましたが、移行元%1が応答しないため、どのSentinelもリセットしませんでした。移行元がないと、Sentinelは互いを再発見できません。応答したら、もう一度レプリケーションを停止してください。</translation>
    </message>
    <message>
        <source>Dragonfly was not out of the group in time.</source>
        <translation>時間内にDragonflyをグループから外せませんでした。</translation>
    </message>
    <message>
        <source>A Sentinel attached Dragonfly again meanwhile.</source>
        <translation>その間にSentinelがDragonflyを再びアタッチしました。</translation>
    </message>
    <message>
        <source>Sentinel %1 still lists Dragonfly as a replica.</source>
        <translation>Sentinel %1の一覧に、まだDragonflyがレプリカとして残っています。</translation>
    </message>
    <message>
        <source>Dragonfly is detached, but these Sentinels do not answer and will attach it again once they do: %1. Send each of them SENTINEL RESET %2 then.</source>
        <translation>Dragonflyは切り離されましたが、次のSentinelは応答せず、応答を再開すると再びアタッチします: %1。その際は、それぞれにSENTINEL RESET %2を送信してください。</translation>
    </message>
    <message>
        <source>A switch was left open: take it up first.</source>
        <translation>未完了の切り替えがあります。先にそれを再開してください。</translation>
    </message>
    <message>
        <source>%1 Everything was put back: Dragonfly is detached and has its settings of before, and no Sentinel lists it.</source>
        <translation>%1すべてを元に戻しました。Dragonflyは切り離されて以前の設定に戻り、どのSentinelの一覧にもありません。</translation>
    </message>
    <message>
        <source>%1 The source was not changed, but Dragonfly could not be taken out again: %2 By hand: on Dragonfly REPLICAOF NO ONE, on every Sentinel SENTINEL RESET.</source>
        <translation>%1移行元は変更されていませんが、Dragonflyを外せませんでした: %2 手動で行う場合は、DragonflyでREPLICAOF NO ONE、すべてのSentinelでSENTINEL RESETを実行してください。</translation>
    </message>
    <message>
        <source>%1 But no report was written: %2</source>
        <translation>%1ただし、レポートは作成されませんでした: %2</translation>
    </message>
    <message>
        <source>No switch of this plan was left open, but this was changed and not put back: %1. Migrate again to go on with it, or put it back by hand, the first of them first.</source>
        <translation>このプランに未完了の切り替えはありませんが、次の変更が元に戻されていません: %1。もう一度移行を実行して続けるか、先頭のものから順に手動で元に戻してください。</translation>
    </message>
    <message>
        <source>Row %1 of the journal is missing.</source>
        <translation>ジャーナルの行%1がありません。</translation>
    </message>
    <message>
        <source>Row %1 of the journal was altered, or the hash of the row before it: its own hash does not fit.</source>
        <translation>ジャーナルの行%1、またはその前の行のハッシュが改変されています。その行自身のハッシュが一致しません。</translation>
    </message>
    <message>
        <source>There is no journal of this plan: %1 does not exist.</source>
        <translation>このプランのジャーナルはありません。%1が存在しません。</translation>
    </message>
    <message>
        <source>This journal was written by an older Ferryman, whose rows had no hashes: nothing can be proven of it.</source>
        <translation>このジャーナルは、行にハッシュを付けない旧バージョンのFerrymanで書かれています。何も証明できません。</translation>
    </message>
    <message>
        <source>The report %1 cannot be read.</source>
        <translation>レポート%1を読み取れません。</translation>
    </message>
    <message>
        <source>The report bears no hash of a journal: nothing can be proven of it.</source>
        <translation>レポートにジャーナルのハッシュがありません。何も証明できません。</translation>
    </message>
    <message numerus="yes">
        <source>The report was made of %1 rows, but the journal has only %2: its end was cut off.</source>
        <translation>
            <numerusform>レポートは%1行から作成されていますが、ジャーナルには%2行しかありません。末尾が切り取られています。</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1 has another hash in the journal than in the report: one of the two was written anew.</source>
        <translation>行%1のハッシュがジャーナルとレポートで異なります。どちらかが書き換えられています。</translation>
    </message>
    <message>
        <source>%1 was altered: it does not say what the journal says.</source>
        <translation>%1は改変されています。ジャーナルの内容と一致しません。</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows. Hash: %2</source>
        <translation>
            <numerusform>ジャーナルは改変されていません: %1行。ハッシュ: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly follows another replication stream (%1) than the source&apos;s (%2).</source>
        <translation>Dragonflyが追従しているレプリケーションストリーム（%1）は移行元のもの（%2）と異なります。</translation>
    </message>
    <message>
        <source>The gate &quot;%1&quot; is closed: %2; wanted: %3.</source>
        <translation>条件「%1」が未達です: %2、期待値: %3。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of the group, which is &quot;%2&quot;.</source>
        <translation>「%1」はグループの名前ではありません。正しくは「%2」です。</translation>
    </message>
    <message>
        <source>Dragonfly forgets the old primary&apos;s login.</source>
        <translation>Dragonflyから旧プライマリへのログイン情報を消去します。</translation>
    </message>
    <message>
        <source>Dragonfly forgot the old primary&apos;s login.</source>
        <translation>Dragonflyから旧プライマリへのログイン情報を消去しました。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority is as it was.</source>
        <translation>Dragonflyのreplica_priorityは元の値です。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority could not be set: %1</source>
        <translation>Dragonflyのreplica_priorityを設定できませんでした: %1</translation>
    </message>
    <message>
        <source>The old primary&apos;s login stays on Dragonfly: %1</source>
        <translation>旧プライマリへのログイン情報がDragonflyに残っています: %1</translation>
    </message>
    <message>
        <source>Waits for the group&apos;s name as confirmation.</source>
        <translation>確認のため、グループ名の入力を待っています。</translation>
    </message>
    <message>
        <source>The journal&apos;s lock %1 cannot be made: see that you may write there.</source>
        <translation>ジャーナルのロック%1を作成できません。書き込み権限を確認してください。</translation>
    </message>
    <message>
        <source>The journal&apos;s folder %1 cannot be made: choose one where you may write.</source>
        <translation>ジャーナルのフォルダー%1を作成できません。書き込み可能なフォルダーを選択してください。</translation>
    </message>
    <message>
        <source>The plan&apos;s id names its journal and must be letters, digits and dashes.</source>
        <translation>プランのIDはジャーナルの名前になるため、英数字とハイフンだけで指定してください。</translation>
    </message>
    <message>
        <source>%1 is no journal of Ferryman&apos;s: move it away, or choose another folder for the journals.</source>
        <translation>%1はFerrymanのジャーナルではありません。移動するか、ジャーナル用に別のフォルダーを選択してください。</translation>
    </message>
    <message>
        <source>%1 takes either &quot;env&quot; with a variable&apos;s name or &quot;keychain&quot; with an entry&apos;s name.</source>
        <translation>%1には、変数名を伴う「env」か、エントリ名を伴う「keychain」のいずれかを指定してください。</translation>
    </message>
    <message>
        <source>The plan cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>プランを%1に書き込めません。フォルダーの権限と空き容量を確認してください。</translation>
    </message>
    <message>
        <source>The freeze could outlast a Sentinel&apos;s patience</source>
        <translation>凍結がSentinelの待機限度を超えるおそれがある</translation>
    </message>
    <message>
        <source>CLIENT PAUSE also freezes Sentinel&apos;s own link: beyond down-after it starts a failover of its own.</source>
        <translation>CLIENT PAUSEはSentinel自身の接続も止めます。down-afterを超えると、Sentinelが独自のフェイルオーバーを始めます。</translation>
    </message>
    <message>
        <source>On Dragonfly&apos;s machine that address is Dragonfly&apos;s machine.</source>
        <translation>Dragonflyのマシンでは、そのアドレスはDragonfly自身のマシンを指します。</translation>
    </message>
    <message>
        <source>The source&apos;s role</source>
        <translation>移行元のロール</translation>
    </message>
    <message>
        <source>The source&apos;s version</source>
        <translation>移行元のバージョン</translation>
    </message>
    <message>
        <source>Dragonfly cannot load this version&apos;s snapshot</source>
        <translation>Dragonflyがこのバージョンのスナップショットをロードできない</translation>
    </message>
    <message>
        <source>The source&apos;s version is supported</source>
        <translation>移行元のバージョンは対応済み</translation>
    </message>
    <message>
        <source>Dragonfly cannot load a function library: the full sync fails at its end and begins again by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the library&apos;s owner, keep what FUNCTION DUMP gives, then delete it.</source>
        <translation>Dragonflyは関数ライブラリをロードできません。完全同期が最後に失敗し、自動的にやり直されます（1.40.1で実測: 4秒間に完全同期8回）。ライブラリの所有者に確認し、FUNCTION DUMPの出力を保存してから削除してください。</translation>
    </message>
    <message>
        <source>Ferryman moves data to Dragonfly alone: check the target&apos;s address.</source>
        <translation>Ferrymanがデータを移せる先はDragonflyだけです。移行先のアドレスを確認してください。</translation>
    </message>
    <message>
        <source>A server cannot follow itself: give Dragonfly&apos;s address as the target.</source>
        <translation>サーバーは自分自身に追従できません。移行先としてDragonflyのアドレスを指定してください。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version is supported</source>
        <translation>Dragonflyのバージョンは対応済み</translation>
    </message>
    <message>
        <source>The target&apos;s memory</source>
        <translation>移行先のメモリ</translation>
    </message>
    <message>
        <source>The data fit into the target&apos;s memory</source>
        <translation>データは移行先のメモリに収まる</translation>
    </message>
    <message>
        <source>The data do not fit into the target&apos;s memory</source>
        <translation>データが移行先のメモリに収まらない</translation>
    </message>
    <message>
        <source>maxmemory of at least the source&apos;s used_memory</source>
        <translation>maxmemoryが移行元のused_memory以上</translation>
    </message>
    <message>
        <source>A line of the server&apos;s CLIENT LIST has no id.</source>
        <translation>サーバーのCLIENT LISTにidのない行があります。</translation>
    </message>
    <message>
        <source>The reply is not in Redis&apos; protocol: check that a Redis, Sentinel or Dragonfly listens at this address and port.</source>
        <translation>応答がRedisのプロトコルに従っていません。このアドレスとポートでRedis、Sentinel、Dragonflyのいずれかが待ち受けているかを確認してください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no port: give a number from 1 to 65535.</source>
        <translation>「%1」はポートではありません。1から65535までの数を指定してください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no IPv6 address in brackets, such as [::1].</source>
        <translation>「%1」は、[::1]のような角かっこ付きのIPv6アドレスではありません。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no host: give a name or an IP address, IPv6 in brackets.</source>
        <translation>「%1」はホストではありません。名前またはIPアドレスを指定してください。IPv6は角かっこで囲んでください。</translation>
    </message>
    <message>
        <source>The port is missing in &quot;%1&quot;: write host:port.</source>
        <translation>「%1」にポートがありません。host:portの形で書いてください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address of a server: write redis://host:port, or rediss://host:port for TLS.</source>
        <translation>「%1」はサーバーのアドレスではありません。redis://host:port、TLSの場合はrediss://host:portの形で書いてください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no database: after the address&apos;s slash stands a number, such as redis://host:6379/0.</source>
        <translation>「%1」はデータベースではありません。アドレスのスラッシュの後には、redis://host:6379/0のように番号を書いてください。</translation>
    </message>
    <message>
        <source>The server&apos;s reply to ROLE has a shape that Ferryman does not know.</source>
        <translation>ROLEに対するサーバーの応答は、Ferrymanの知らない形式です。</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s reply is not the list of names and values that was expected.</source>
        <translation>Sentinelの応答が、想定した名前と値のリストではありません。</translation>
    </message>
    <message>
        <source>The user of %1 may not run %2: grant it in the server&apos;s ACL, or use another user.</source>
        <translation>%1のユーザーは%2を実行できません。サーバーのACLで許可するか、別のユーザーを使用してください。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by an authority that is trusted here: give the authority&apos;s certificate as the CA file.</source>
        <translation>%1の証明書は、ここで信頼されている認証局の署名ではありません。認証局の証明書をCAファイルとして指定してください。</translation>
    </message>
    <message>
        <source>TLS is not available here: Qt&apos;s TLS plugin or OpenSSL is missing.</source>
        <translation>TLSを利用できません。QtのTLSプラグインまたはOpenSSLがありません。</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the text that was expected.</source>
        <translation>サーバーの応答が、想定した文字列ではありません。</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the number that was expected.</source>
        <translation>サーバーの応答が、想定した数値ではありません。</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the list that was expected.</source>
        <translation>サーバーの応答が、想定したリストではありません。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s reply has an unknown shape: %1</source>
        <translation>Dragonflyの応答の形式が未知です: %1</translation>
    </message>
    <message>
        <source>Replication was stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>レプリケーションを停止しました。Dragonflyが完全同期を%1回始めましたが、どれも安定したレプリケーションに至りませんでした。関数（FUNCTION LIST）、Dragonflyのdbnumを超えるデータベースのキー、ハッシュフィールドのTTL、移行元のレプリカ出力バッファーの不足を調べてください。</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly&apos;s link to the source is down.</source>
        <translation>未安定: Dragonflyから移行元へのリンクが切断されています。</translation>
    </message>
    <message>
        <source>The report cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>レポートを%1に書き込めません。フォルダーの権限と空き容量を確認してください。</translation>
    </message>
    <message>
        <source>The group to confirm is &quot;%1&quot;, but the plan&apos;s group is &quot;%2&quot;.</source>
        <translation>確認対象のグループは「%1」ですが、プランのグループは「%2」です。</translation>
    </message>
    <message>
        <source>The keychain holds no entry &quot;%1&quot;: enter the password for this session.</source>
        <translation>キーチェーンにエントリ「%1」がありません。このセッション用のパスワードを入力してください。</translation>
    </message>
    <message>
        <source>%1 is no Sentinel but %2: give a Sentinel&apos;s address, usually port 26379.</source>
        <translation>%1はSentinelではなく%2です。Sentinelのアドレスを指定してください。通常はポート26379です。</translation>
    </message>
    <message>
        <source>The Sentinels do not know the group &quot;%1&quot;: they know %2.</source>
        <translation>Sentinelはグループ「%1」を認識していません。認識しているグループ: %2。</translation>
    </message>
    <message numerus="yes">
        <source>of %1 acknowledged by the lab&apos;s writers</source>
        <translation>
            <numerusform>ラボの書き込みプログラムに確認応答した%1件のうち</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version</source>
        <translation>Dragonflyのバージョン</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly were ended, with whatever was queued there.</source>
        <translation>SentinelからDragonflyへの接続を、滞留していた要求とともに終了しました。</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly could not be ended yet: %1</source>
        <translation>SentinelからDragonflyへの接続をまだ終了できていません: %1</translation>
    </message>
    <message>
        <source>Whether the clients follow Sentinel</source>
        <translation>クライアントがSentinelに従っているか</translation>
    </message>
    <message>
        <source>Every client&apos;s machine talks to a Sentinel</source>
        <translation>すべてのクライアントのマシンがSentinelと通信している</translation>
    </message>
    <message numerus="yes">
        <source>%1 clients</source>
        <translation>
            <numerusform>クライアント %1件</numerusform>
        </translation>
    </message>
    <message>
        <source>Clients do not seem to follow Sentinel</source>
        <translation>Sentinelに従っていないと見られるクライアントがある</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 clients: %3</source>
        <translation>
            <numerusform>クライアント%2件中%1件: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>every client&apos;s machine has a connection to a Sentinel</source>
        <translation>すべてのクライアントのマシンからSentinelへの接続があること</translation>
    </message>
    <message>
        <source>A client that never asks Sentinel stays at the old primary, which refuses its writes after the switch. Some libraries ask only when they connect: look at their settings.</source>
        <translation>Sentinelに問い合わせないクライアントは旧プライマリにとどまり、切り替え後は書き込みを拒否されます。接続時にしか問い合わせないライブラリもあります。その設定を確認してください。</translation>
    </message>
    <message>
        <source>Commands in use</source>
        <translation>使用中のコマンド</translation>
    </message>
    <message>
        <source>Dragonfly knows every command in use</source>
        <translation>Dragonflyは使用中のすべてのコマンドに対応</translation>
    </message>
    <message>
        <source>no unknown command in commandstats</source>
        <translation>commandstatsに未対応のコマンドなし</translation>
    </message>
    <message>
        <source>writes that would be skipped: %1</source>
        <translation>無視される書き込み: %1</translation>
    </message>
    <message>
        <source>commands that would fail: %1</source>
        <translation>失敗するコマンド: %1</translation>
    </message>
    <message>
        <source>Commands are in use that Dragonfly does not know</source>
        <translation>Dragonflyが対応していないコマンドが使用されている</translation>
    </message>
    <message>
        <source>Writes are in use that Dragonfly would skip silently</source>
        <translation>Dragonflyが黙って無視する書き込みが使用されている</translation>
    </message>
    <message>
        <source>only commands that Dragonfly knows</source>
        <translation>Dragonflyが対応しているコマンドのみ</translation>
    </message>
    <message>
        <source>Whoever uses them gets errors after the switch. If nobody does any more, have the source forget its counts and check again.</source>
        <translation>これらを使うクライアントは、切り替え後にエラーを受け取ります。もう使われていない場合は、移行元の集計を消去して、もう一度検査してください。</translation>
    </message>
    <message>
        <source>Dragonfly skips such a write in the stream without a word, while its offset advances: from then on the data differ. Stop whoever uses it, have the source forget its counts and check again.</source>
        <translation>Dragonflyは、ストリーム中のこのような書き込みを黙って無視し、オフセットだけを進めます。それ以降、データが食い違います。使っているクライアントを止め、移行元の集計を消去して、もう一度検査してください。</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>サーバーが応答しない</translation>
    </message>
    <message>
        <source>Without it nothing can be read or switched.</source>
        <translation>このサーバーなしでは、読み取りも切り替えもできません。</translation>
    </message>
    <message>
        <source>round trip %1, jitter %2</source>
        <translation>往復時間%1、ジッター%2</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>%1未満</translation>
    </message>
    <message>
        <source>The server answers</source>
        <translation>サーバーが応答</translation>
    </message>
    <message>
        <source>The server is far away</source>
        <translation>サーバーが遠い</translation>
    </message>
    <message>
        <source>The switch takes some exchanges one after the other, while writes stand still: run Ferryman closer to the servers.</source>
        <translation>切り替えでは、書き込みが停止している間に何度か順に通信します。Ferrymanをサーバーの近くで実行してください。</translation>
    </message>
    <message>
        <source>The login is refused</source>
        <translation>ログインが拒否された</translation>
    </message>
    <message>
        <source>a user and a password that the server takes</source>
        <translation>サーバーが受け付けるユーザーとパスワード</translation>
    </message>
    <message>
        <source>Without a login nothing can be read.</source>
        <translation>ログインしないと何も読み取れません。</translation>
    </message>
    <message>
        <source>The server wants no password</source>
        <translation>サーバーはパスワードを求めていない</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>ユーザー%1</translation>
    </message>
    <message>
        <source>The login is accepted</source>
        <translation>ログインが受け付けられた</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>暗号化なし</translation>
    </message>
    <message>
        <source>No TLS, as the plan says</source>
        <translation>プランの指定どおりTLSなし</translation>
    </message>
    <message>
        <source>The password travels in clear</source>
        <translation>パスワードが平文で送信される</translation>
    </message>
    <message>
        <source>Whoever can listen on the network reads the password and the data.</source>
        <translation>ネットワークを傍受できる者は、パスワードとデータを読み取れます。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate</source>
        <translation>サーバーの証明書</translation>
    </message>
    <message>
        <source>The TLS library shows no certificate.</source>
        <translation>TLSライブラリが証明書を示しません。</translation>
    </message>
    <message numerus="yes">
        <source>%1; %2, issued by %3, %4 days left</source>
        <translation>
            <numerusform>%1。%2、発行者%3、残り%4日</numerusform>
        </translation>
    </message>
    <message>
        <source>TLS: chain and name are verified</source>
        <translation>TLS: 証明書チェーンと名前は検証済み</translation>
    </message>
    <message>
        <source>The server&apos;s certificate expires soon</source>
        <translation>サーバーの証明書の期限が近い</translation>
    </message>
    <message>
        <source>at least %1 days left</source>
        <translation>残り%1日以上</translation>
    </message>
    <message>
        <source>After that day neither Sentinel nor clients nor Ferryman can connect.</source>
        <translation>その日を過ぎると、Sentinelもクライアントも、Ferrymanも接続できません。</translation>
    </message>
    <message>
        <source>TLS cannot be set up</source>
        <translation>TLSを確立できない</translation>
    </message>
    <message>
        <source>a certificate that can be verified</source>
        <translation>検証可能な証明書</translation>
    </message>
    <message>
        <source>Ferryman never skips the verification.</source>
        <translation>Ferrymanが検証を省略することはありません。</translation>
    </message>
    <message>
        <source>It has no setting %1.</source>
        <translation>設定%1がありません。</translation>
    </message>
    <message>
        <source>the right to run it</source>
        <translation>その実行権限</translation>
    </message>
    <message>
        <source>Long TTLs</source>
        <translation>長いTTL</translation>
    </message>
    <message>
        <source>No key has a TTL</source>
        <translation>TTLを持つキーなし</translation>
    </message>
    <message>
        <source>No TTL is too long for Dragonfly</source>
        <translation>Dragonflyにとって長すぎるTTLなし</translation>
    </message>
    <message>
        <source>TTLs are longer than Dragonfly&apos;s longest</source>
        <translation>Dragonflyの上限より長いTTLがある</translation>
    </message>
    <message>
        <source>at most 8.5 years</source>
        <translation>8.5年以下</translation>
    </message>
    <message>
        <source>Dragonfly shortens such a TTL, or refuses the write: in the stream it is skipped without a word. Make it shorter, or let the key live for ever (PERSIST).</source>
        <translation>DragonflyはこのようなTTLを短縮するか、書き込みを拒否します。ストリーム中では黙って無視されます。短くするか、キーを無期限にしてください（PERSIST）。</translation>
    </message>
    <message>
        <source>Other groups of Sentinel</source>
        <translation>Sentinelのほかのグループ</translation>
    </message>
    <message>
        <source>No other group has the source or Dragonfly</source>
        <translation>移行元またはDragonflyを含むほかのグループなし</translation>
    </message>
    <message>
        <source>Another group of Sentinel has the source or Dragonfly too</source>
        <translation>Sentinelの別のグループにも移行元またはDragonflyが含まれている</translation>
    </message>
    <message>
        <source>one group alone</source>
        <translation>1つのグループのみ</translation>
    </message>
    <message>
        <source>Groups that share a server share its hello channel, and the other one&apos;s Sentinels would take the switch for a failure: they would promote and demote servers of their own accord.</source>
        <translation>サーバーを共有するグループはhelloチャネルも共有し、もう一方のSentinelは切り替えを障害とみなします。自らの判断でサーバーを昇格、降格させるおそれがあります。</translation>
    </message>
    <message>
        <source>Users of the source</source>
        <translation>移行元のユーザー</translation>
    </message>
    <message>
        <source>Settings of both servers</source>
        <translation>両サーバーの設定</translation>
    </message>
    <message>
        <source>The source has no ACL users</source>
        <translation>移行元にACLユーザーなし</translation>
    </message>
    <message>
        <source>it is older than 6.0</source>
        <translation>6.0より前のバージョン</translation>
    </message>
    <message>
        <source>Dragonfly has every user of the source</source>
        <translation>移行元のすべてのユーザーがDragonflyにある</translation>
    </message>
    <message numerus="yes">
        <source>%1 users</source>
        <translation>
            <numerusform>ユーザー %1件</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks users of the source</source>
        <translation>移行元のユーザーがDragonflyにない</translation>
    </message>
    <message>
        <source>the same users on both</source>
        <translation>両方に同じユーザー</translation>
    </message>
    <message>
        <source>ACL users are not replicated: whoever logs in as one of them is refused after the switch. Rights on single subcommands are left out, and a Dragonfly that takes no password hash (#) in ACL SETUSER wants these lines in its --aclfile.</source>
        <translation>ACLユーザーはレプリケーションされないため、そのユーザーでのログインは切り替え後に拒否されます。個々のサブコマンドの権限は省かれています。また、ACL SETUSERでパスワードハッシュ（#）を受け付けないDragonflyでは、これらの行を--aclfileに書いてください。</translation>
    </message>
    <message>
        <source>Settings that clients notice are alike</source>
        <translation>クライアントに影響する設定は同じ</translation>
    </message>
    <message>
        <source>Dragonfly is set differently than the source</source>
        <translation>Dragonflyの設定が移行元と異なる</translation>
    </message>
    <message>
        <source>Settings are not replicated: clients would meet others after the switch.</source>
        <translation>設定はレプリケーションされないため、クライアントには切り替え後に異なる設定が適用されます。</translation>
    </message>
    <message>
        <source>Persistence of both servers</source>
        <translation>両サーバーの永続化</translation>
    </message>
    <message>
        <source>Dragonfly keeps as much on disk as the source</source>
        <translation>Dragonflyのディスクへの永続化は移行元と同等</translation>
    </message>
    <message>
        <source>The source has an append-only file, Dragonfly has snapshots alone</source>
        <translation>移行元には追記専用ファイルがあり、Dragonflyにはスナップショットしかない</translation>
    </message>
    <message>
        <source>snapshots often enough</source>
        <translation>十分な頻度のスナップショット</translation>
    </message>
    <message>
        <source>What was written since the last snapshot is lost should Dragonfly crash.</source>
        <translation>Dragonflyがクラッシュすると、最後のスナップショット以降に書き込まれた内容は失われます。</translation>
    </message>
    <message>
        <source>The source keeps its data on disk, Dragonfly does not</source>
        <translation>移行元はデータをディスクに保存しているが、Dragonflyは保存していない</translation>
    </message>
    <message>
        <source>After a crash or a restart Dragonfly would be empty. It has no append-only file: how often it takes snapshots is how much may be lost.</source>
        <translation>クラッシュや再起動の後、Dragonflyは空になります。追記専用ファイルがないため、スナップショットの間隔が、失われ得るデータの量になります。</translation>
    </message>
    <message>
        <source>The rights of the user</source>
        <translation>ユーザーの権限</translation>
    </message>
    <message>
        <source>The user may run every command needed</source>
        <translation>ユーザーは必要なすべてのコマンドを実行可能</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 commands</source>
        <translation>
            <numerusform>%1: コマンド%2件</numerusform>
        </translation>
    </message>
    <message>
        <source>The user lacks rights that the migration needs</source>
        <translation>移行に必要な権限がユーザーにない</translation>
    </message>
    <message>
        <source>%1 may not run %2</source>
        <translation>%1が実行できないコマンド: %2</translation>
    </message>
    <message>
        <source>the right to run each</source>
        <translation>各コマンドの実行権限</translation>
    </message>
    <message>
        <source>The checks that read with them say &quot;unknown&quot;, and without +@read and +watch the data cannot be compared. The command grants just what Ferryman needs.</source>
        <translation>これらのコマンドで読み取る検査は「不明」になり、+@readと+watchがなければデータを比較できません。このコマンドは、Ferrymanに必要な権限だけを与えます。</translation>
    </message>
    <message>
        <source>The switch would stop half-way. The command grants just what Ferryman needs.</source>
        <translation>切り替えが途中で止まります。このコマンドは、Ferrymanに必要な権限だけを与えます。</translation>
    </message>
    <message>
        <source>the server knows no ACL</source>
        <translation>サーバーはACLに未対応</translation>
    </message>
    <message>
        <source>shortest down-after-milliseconds %1, shortest failover-timeout %2</source>
        <translation>最短のdown-after-milliseconds %1、最短のfailover-timeout %2</translation>
    </message>
    <message>
        <source>A Sentinel gives a failover up too soon</source>
        <translation>Sentinelがフェイルオーバーを断念するのが早すぎる</translation>
    </message>
    <message>
        <source>failover-timeout of at least %1</source>
        <translation>failover-timeoutが%1以上</translation>
    </message>
    <message>
        <source>Within it Dragonfly must have been promoted, and the old primary forgotten before a Sentinel points it to Dragonfly.</source>
        <translation>この時間内にDragonflyを昇格させ、Sentinelが旧プライマリをDragonflyに追従させる前に、旧プライマリの情報を消去する必要があります。</translation>
    </message>
    <message>
        <source>no replica</source>
        <translation>レプリカなし</translation>
    </message>
    <message>
        <source>Sentinel would promote nobody but Dragonfly</source>
        <translation>Sentinelが昇格させるのはDragonflyのみ</translation>
    </message>
    <message>
        <source>Sentinel would promote a Redis replica today</source>
        <translation>現時点ではSentinelがRedisのレプリカを昇格させる</translation>
    </message>
    <message>
        <source>Dragonfly, at the switch</source>
        <translation>切り替え時にDragonfly</translation>
    </message>
    <message>
        <source>So it should be until then: Dragonfly gets a better priority, and the others none, only once it is steady.</source>
        <translation>切り替えまではこの状態で問題ありません。安定してから初めて、Dragonflyの優先度を上げ、ほかのレプリカを対象から外します。</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>パスワードあり</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>パスワードなし</translation>
    </message>
    <message>
        <source>Sentinel cannot log in to both servers alike</source>
        <translation>Sentinelが両サーバーに同じ情報でログインできない</translation>
    </message>
    <message>
        <source>source and Dragonfly have different passwords</source>
        <translation>移行元とDragonflyのパスワードが異なる</translation>
    </message>
    <message>
        <source>source: %1, Dragonfly: %2</source>
        <translation>移行元: %1、Dragonfly: %2</translation>
    </message>
    <message>
        <source>the same user and password on both</source>
        <translation>両方で同じユーザーとパスワード</translation>
    </message>
    <message>
        <source>Sentinel has one auth-user and auth-pass for a primary and all its replicas, and so have the clients. A Dragonfly that refuses it is held for down and never promoted.</source>
        <translation>Sentinelは、プライマリとそのすべてのレプリカに対して1組のauth-userとauth-passを使い、クライアントも同様です。これを拒否するDragonflyはダウンと判定され、決して昇格しません。</translation>
    </message>
    <message>
        <source>Sentinel can log in to Dragonfly as to the source</source>
        <translation>Sentinelは移行元と同じ情報でDragonflyにログイン可能</translation>
    </message>
    <message>
        <source>Sentinel reaches Dragonfly</source>
        <translation>SentinelはDragonflyに到達可能</translation>
    </message>
    <message>
        <source>Sentinel&apos;s login</source>
        <translation>Sentinelのログイン</translation>
    </message>
    <message>
        <source>neither wants a password</source>
        <translation>どちらもパスワード不要</translation>
    </message>
    <message>
        <source>one password for both</source>
        <translation>両方で同じパスワード</translation>
    </message>
    <message>
        <source>Dragonfly lacks the user as which Sentinel logs in</source>
        <translation>Sentinelがログインに使うユーザーがDragonflyにない</translation>
    </message>
    <message>
        <source>Sentinel would hold Dragonfly for down. Create the user there with Sentinel&apos;s password and the rights that it has on the source.</source>
        <translation>SentinelはDragonflyをダウンと判定します。Sentinelのパスワードと移行元での権限を持つユーザーを、Dragonflyに作成してください。</translation>
    </message>
    <message>
        <source>Sentinel does not tell its password: once Dragonfly is attached it shows whether it fits.</source>
        <translation>Sentinelはパスワードを開示しません。正しいかどうかは、Dragonflyをアタッチした時点でわかります。</translation>
    </message>
    <message>
        <source>No Sentinel runs a script</source>
        <translation>スクリプトを実行するSentinelなし</translation>
    </message>
    <message>
        <source>The Sentinels run scripts at a failover</source>
        <translation>Sentinelがフェイルオーバー時にスクリプトを実行する</translation>
    </message>
    <message>
        <source>scripts that may run</source>
        <translation>実行されてもよいスクリプト</translation>
    </message>
    <message>
        <source>They run at this switch as at every failover, with Dragonfly as the new primary: a script that moves an address or talks to Redis must be ready for that.</source>
        <translation>通常のフェイルオーバーと同じく、この切り替えでも、Dragonflyを新しいプライマリとして実行されます。アドレスを移動するスクリプトやRedisと通信するスクリプトは、それに対応している必要があります。</translation>
    </message>
    <message>
        <source>Renamed commands</source>
        <translation>名前を変更されたコマンド</translation>
    </message>
    <message>
        <source>No command that Sentinel sends is renamed</source>
        <translation>Sentinelが送るコマンドに名前の変更なし</translation>
    </message>
    <message>
        <source>Commands are renamed or disabled on the source</source>
        <translation>移行元で名前を変更または無効化されたコマンドがある</translation>
    </message>
    <message>
        <source>no rename-command for them, in redis.conf and at the Sentinels</source>
        <translation>redis.confとSentinelに、これらのrename-commandがないこと</translation>
    </message>
    <message>
        <source>Sentinel sends its renamed commands to Dragonfly as well, which knows none of these names and would not be promoted; and Ferryman freezes and demotes the source by them.</source>
        <translation>Sentinelは名前を変更したコマンドをDragonflyにも送りますが、Dragonflyはその名前に対応していないため、昇格しません。Ferrymanも、これらのコマンドで移行元を凍結し、降格します。</translation>
    </message>
    <message>
        <source>Modules of the source</source>
        <translation>移行元のモジュール</translation>
    </message>
    <message>
        <source>The source has no module loaded</source>
        <translation>移行元にロード済みのモジュールなし</translation>
    </message>
    <message>
        <source>Dragonfly loads the values of this module</source>
        <translation>Dragonflyはこのモジュールの値をロード可能</translation>
    </message>
    <message>
        <source>The source has modules whose values Dragonfly cannot load</source>
        <translation>Dragonflyが値をロードできないモジュールが移行元にある</translation>
    </message>
    <message>
        <source>no module but ReJSON</source>
        <translation>ReJSON以外のモジュールなし</translation>
    </message>
    <message>
        <source>Before 1.40 one value of such a module makes the whole full sync fail, and begin again for ever.</source>
        <translation>1.40より前では、このようなモジュールの値が1つでもあると完全同期全体が失敗し、際限なくやり直されます。</translation>
    </message>
    <message>
        <source>Dragonfly leaves out every key of such a module, with a line in its log only, and knows none of its commands. If no key uses it, unload it.</source>
        <translation>Dragonflyは、このようなモジュールのキーをすべて除外し、ログに1行残すだけです。そのコマンドにも一切対応していません。使用しているキーがなければ、モジュールをアンロードしてください。</translation>
    </message>
    <message>
        <source>Dragonfly started with --dbnum=%1 or more</source>
        <translation>--dbnum=%1以上で起動したDragonfly</translation>
    </message>
    <message>
        <source>The full sync fails and begins again for ever.</source>
        <translation>完全同期が失敗し、際限なくやり直されます。</translation>
    </message>
    <message numerus="yes">
        <source>%1 configured, highest with keys %2, Dragonfly has %3</source>
        <translation>
            <numerusform>設定数 %1、キーのある最大の番号 %2、Dragonflyのデータベース数 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks databases that the source offers</source>
        <translation>移行元が提供するデータベースがDragonflyにない</translation>
    </message>
    <message>
        <source>They are empty today. The first write to one of them during the migration fails to select it on Dragonfly, and all that follows lands in the wrong database, while link and offset look healthy.</source>
        <translation>現在は空です。移行中にそのいずれかへ最初の書き込みがあると、Dragonflyでデータベースを選択できず、以降の書き込みはすべて誤ったデータベースに入ります。その間もリンクとオフセットは正常に見えます。</translation>
    </message>
    <message>
        <source>Databases of Dragonfly</source>
        <translation>Dragonflyのデータベース</translation>
    </message>
    <message numerus="yes">
        <source>%1 databases</source>
        <translation>
            <numerusform>データベース %1個</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s number of databases is usual</source>
        <translation>Dragonflyのデータベース数は標準的</translation>
    </message>
    <message>
        <source>Dragonfly was started with fewer databases than usual</source>
        <translation>Dragonflyのデータベース数が標準より少ない</translation>
    </message>
    <message>
        <source>A write to a database that only the source has lands in the wrong database on Dragonfly, while link and offset look healthy.</source>
        <translation>移行元にしかないデータベースへの書き込みは、Dragonflyでは誤ったデータベースに入ります。その間もリンクとオフセットは正常に見えます。</translation>
    </message>
    <message>
        <source>Memory for the snapshot&apos;s fork</source>
        <translation>スナップショットのforkに必要なメモリ</translation>
    </message>
    <message>
        <source>The source&apos;s last snapshot failed</source>
        <translation>移行元の最後のスナップショットが失敗している</translation>
    </message>
    <message>
        <source>The full sync begins with a snapshot as well: what made the last one fail, a fork without memory or a full disk, stands in the source&apos;s log. Mend it, then take one again.</source>
        <translation>完全同期もスナップショットから始まります。forkのメモリ不足やディスクの空き不足など、失敗の原因は移行元のログにあります。解消してから、もう一度取得してください。</translation>
    </message>
    <message>
        <source>%1 resident, about %2 to be copied, the machine has %3</source>
        <translation>常駐 %1、コピー見込み 約%2、マシンのメモリ %3</translation>
    </message>
    <message>
        <source>The source has memory for a snapshot</source>
        <translation>移行元にスナップショット用のメモリがある</translation>
    </message>
    <message>
        <source>The source may run out of memory during the full sync</source>
        <translation>完全同期中に移行元のメモリが不足するおそれがある</translation>
    </message>
    <message>
        <source>below nine tenths of the machine&apos;s memory</source>
        <translation>マシンのメモリの9割未満</translation>
    </message>
    <message>
        <source>The full sync forks, and every page written meanwhile is copied. Without memory the fork fails, or the kernel ends the source: sync at a quiet hour.</source>
        <translation>完全同期ではforkが行われ、その間に書き込まれたページがすべてコピーされます。メモリが足りないと、forkが失敗するか、カーネルが移行元を強制終了します。負荷の低い時間帯に同期してください。</translation>
    </message>
    <message>
        <source>The replica output buffer</source>
        <translation>レプリカ出力バッファー</translation>
    </message>
    <message>
        <source>limit %1, or %2 for %3 s; writes gather %4 during a sync of %5</source>
        <translation>上限%1、または%3秒継続で%2。%5の同期中に溜まる書き込み%4</translation>
    </message>
    <message>
        <source>The replica output buffer outlasts the sync</source>
        <translation>レプリカ出力バッファーは同期の間もつ</translation>
    </message>
    <message>
        <source>The replica output buffer is too small for the full sync</source>
        <translation>レプリカ出力バッファーが完全同期には小さすぎる</translation>
    </message>
    <message>
        <source>at least %1, or %2 for %3 s</source>
        <translation>%1以上、または%3秒継続で%2以上</translation>
    </message>
    <message>
        <source>The source keeps what is written while Dragonfly loads. Beyond the limit it cuts the link, and the full sync begins again, with the same end.</source>
        <translation>移行元は、Dragonflyがロードしている間の書き込みを保持します。上限を超えるとリンクを切断し、完全同期がやり直され、同じ結果になります。</translation>
    </message>
    <message>
        <source>The write rate</source>
        <translation>書き込み速度</translation>
    </message>
    <message>
        <source>The source is written to at a rate that replication can follow</source>
        <translation>移行元の書き込み速度はレプリケーションが追従できる範囲</translation>
    </message>
    <message>
        <source>The source is written to at a high rate</source>
        <translation>移行元の書き込み速度が高い</translation>
    </message>
    <message>
        <source>The stream to Dragonfly must keep up, beside the snapshot during the full sync: else the lag grows and the switch waits. A quiet hour is better.</source>
        <translation>Dragonflyへのストリームは、完全同期中はスナップショットと並行して、書き込みに追いつく必要があります。追いつけないと遅延が増え、切り替えを待つことになります。負荷の低い時間帯をお勧めします。</translation>
    </message>
    <message>
        <source>What a full sync costs</source>
        <translation>完全同期のコスト</translation>
    </message>
    <message>
        <source>The source gives up a slow replica too soon</source>
        <translation>移行元が遅いレプリカを切断するのが早すぎる</translation>
    </message>
    <message>
        <source>While Dragonfly loads it says nothing to the source. Silent for longer than repl-timeout it is cut off, and the full sync begins again.</source>
        <translation>Dragonflyはロード中、移行元に何も送りません。無通信がrepl-timeoutを超えると切断され、完全同期がやり直されます。</translation>
    </message>
    <message>
        <source>%1 in about %2, without the source&apos;s disk</source>
        <translation>%1を約%2、移行元のディスクは経由しない</translation>
    </message>
    <message>
        <source>%1 in about %2, through the source&apos;s disk</source>
        <translation>%1を約%2、移行元のディスクを経由</translation>
    </message>
    <message>
        <source>A full sync, and every dropped link costs another, takes little time</source>
        <translation>完全同期（リンクが切れるたびにもう1回）は短時間で済む</translation>
    </message>
    <message>
        <source>A full sync takes long</source>
        <translation>完全同期に長い時間がかかる</translation>
    </message>
    <message>
        <source>below half an hour</source>
        <translation>30分未満</translation>
    </message>
    <message>
        <source>Dragonfly cannot resume with a Redis primary: every dropped link costs the whole sync once more, with an empty Dragonfly until it ends.</source>
        <translation>DragonflyはRedisのプライマリに対して途中から再開できません。リンクが切れるたびに同期全体をやり直し、終わるまでDragonflyは空になります。</translation>
    </message>
    <message>
        <source>Needed are role:slave for Sentinel (since 1.18), a replica_priority that can be set while it runs (1.21), slave_repl_offset (1.22), and that this offset is true with a Redis source (1.39): nothing else could prove that it has every write.</source>
        <translation>必要なものは、Sentinel向けのrole:slave（1.18以降）、実行中に設定できるreplica_priority（1.21）、slave_repl_offset（1.22）、およびRedisが移行元の場合にこのオフセットが正確であること（1.39）です。すべての書き込みを持つことは、ほかの方法では証明できません。</translation>
    </message>
    <message>
        <source>Dragonfly runs in cluster mode</source>
        <translation>Dragonflyがクラスターモードで動作している</translation>
    </message>
    <message>
        <source>With --cluster_mode=yes it refuses PUBLISH and SUBSCRIBE, by which Sentinels find each other, and has database 0 only. Start it without, unless it is the emulated mode and you know that this suffices.</source>
        <translation>--cluster_mode=yesでは、Sentinelが互いを見つけるためのPUBLISHとSUBSCRIBEを拒否し、データベースは0番しかありません。エミュレーションモードで十分とわかっている場合を除き、このフラグなしで起動してください。</translation>
    </message>
    <message>
        <source>Dragonfly hides its role from Sentinel</source>
        <translation>DragonflyがSentinelにロールを示さない</translation>
    </message>
    <message>
        <source>Sentinel reads neither priority nor link of such a replica. Start it without --info_replication_valkey_compatible=false.</source>
        <translation>Sentinelは、このようなレプリカの優先度もリンクも読み取れません。--info_replication_valkey_compatible=falseなしで起動してください。</translation>
    </message>
    <message>
        <source>The source evicts keys, Dragonfly would not</source>
        <translation>移行元はキーを追い出すが、Dragonflyは追い出さない</translation>
    </message>
    <message>
        <source>Dragonfly started with --cache_mode</source>
        <translation>--cache_modeで起動したDragonfly</translation>
    </message>
    <message>
        <source>When its memory is full Dragonfly answers writes with an error instead.</source>
        <translation>メモリがいっぱいになると、Dragonflyは追い出す代わりに書き込みにエラーを返します。</translation>
    </message>
    <message>
        <source>Dragonfly would evict keys, the source does not</source>
        <translation>Dragonflyはキーを追い出すが、移行元は追い出さない</translation>
    </message>
    <message>
        <source>Dragonfly started without --cache_mode</source>
        <translation>--cache_modeなしで起動したDragonfly</translation>
    </message>
    <message>
        <source>From the promotion on it would delete keys that nobody deleted.</source>
        <translation>昇格以降、誰も削除していないキーが削除されます。</translation>
    </message>
    <message>
        <source>Dragonfly follows the source already</source>
        <translation>Dragonflyはすでに移行元に追従している</translation>
    </message>
    <message>
        <source>attached by Ferryman, not by --replicaof</source>
        <translation>--replicaofではなくFerrymanによるアタッチ</translation>
    </message>
    <message>
        <source>If it was started with --replicaof, a restart after the switch would attach it to the old primary again and empty it: take the flag away. Dragonfly does not tell its flags.</source>
        <translation>--replicaofで起動した場合、切り替え後に再起動すると再び旧プライマリにアタッチされ、空になります。このフラグを外してください。Dragonflyは自身のフラグを開示しません。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags</source>
        <translation>Dragonflyの起動フラグ</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags suit a primary under Sentinel</source>
        <translation>Dragonflyの起動フラグはSentinel配下のプライマリに適合</translation>
    </message>
    <message>
        <source>One of source and Dragonfly speaks TLS, the other does not</source>
        <translation>移行元とDragonflyの一方だけがTLSを使用している</translation>
    </message>
    <message>
        <source>TLS on both or on neither</source>
        <translation>両方でTLSを使用、または両方で不使用</translation>
    </message>
    <message>
        <source>A Sentinel speaks TLS to all servers or to none, so it could not reach Dragonfly.</source>
        <translation>Sentinelは、すべてのサーバーとTLSで通信するか、まったく使わないかのどちらかなので、Dragonflyに到達できません。</translation>
    </message>
    <message>
        <source>Whether Dragonfly speaks TLS to the source</source>
        <translation>Dragonflyが移行元とTLSで通信するか</translation>
    </message>
    <message>
        <source>Dragonfly does not tell its flag --tls_replication</source>
        <translation>Dragonflyがフラグ--tls_replicationを開示しない</translation>
    </message>
    <message>
        <source>How Dragonfly reaches the source</source>
        <translation>Dragonflyから移行元への到達方法</translation>
    </message>
    <message>
        <source>Dragonfly would log in to a source that wants no login</source>
        <translation>ログイン不要の移行元にDragonflyがログインしようとする</translation>
    </message>
    <message>
        <source>masterauth is set</source>
        <translation>masterauthが設定されている</translation>
    </message>
    <message>
        <source>masterauth is empty</source>
        <translation>masterauthが空</translation>
    </message>
    <message>
        <source>The source answers AUTH with an error then, and Dragonfly does not attach. What it was cannot be put back: it is a password.</source>
        <translation>その場合、移行元はAUTHにエラーを返し、Dragonflyはアタッチできません。元の値はパスワードなので、元に戻せません。</translation>
    </message>
    <message>
        <source>Sentinel would list Dragonfly under another port</source>
        <translation>Sentinelの一覧にDragonflyが別のポートで載る</translation>
    </message>
    <message>
        <source>0, or the port %1 of the plan</source>
        <translation>0、またはプランのポート%1</translation>
    </message>
    <message>
        <source>Sentinel reaches a replica by the address that it announces to the source, and promotes it there.</source>
        <translation>Sentinelは、レプリカが移行元に通知したアドレスでレプリカに接続し、昇格させます。</translation>
    </message>
    <message>
        <source>The plan names Dragonfly by a host name</source>
        <translation>プランがDragonflyをホスト名で指定している</translation>
    </message>
    <message>
        <source>Sentinel lists replicas by their IP, by which Dragonfly must be recognized there.</source>
        <translation>Sentinelの一覧ではレプリカがIPアドレスで載るため、DragonflyもIPアドレスで識別できる必要があります。</translation>
    </message>
    <message>
        <source>Dragonfly can attach, and be listed by Sentinel</source>
        <translation>Dragonflyはアタッチ可能で、Sentinelの一覧に載る</translation>
    </message>
    <message>
        <source>Snapshots of Dragonfly</source>
        <translation>Dragonflyのスナップショット</translation>
    </message>
    <message>
        <source>Dragonfly takes snapshots</source>
        <translation>Dragonflyはスナップショットを取得する</translation>
    </message>
    <message>
        <source>Dragonfly takes no snapshots</source>
        <translation>Dragonflyがスナップショットを取得しない</translation>
    </message>
    <message>
        <source>Dragonfly has no append-only file: without snapshots a crash leaves nothing. Take one right after the promotion (SAVE), and others regularly.</source>
        <translation>Dragonflyには追記専用ファイルがなく、スナップショットがなければクラッシュ時に何も残りません。昇格の直後に1回取得し（SAVE）、その後も定期的に取得してください。</translation>
    </message>
    <message>
        <source>Replicas of Dragonfly</source>
        <translation>Dragonflyのレプリカ</translation>
    </message>
    <message numerus="yes">
        <source>%1 replicas</source>
        <translation>
            <numerusform>レプリカ %1件</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly has a replica</source>
        <translation>Dragonflyにレプリカがある</translation>
    </message>
    <message>
        <source>One Dragonfly alone is a single point of failure</source>
        <translation>Dragonflyが1台だけでは単一障害点になる</translation>
    </message>
    <message>
        <source>a second Dragonfly, attached after the switch</source>
        <translation>切り替え後にアタッチする2台目のDragonfly</translation>
    </message>
    <message>
        <source>Sentinel has nobody to promote should it fail: the old primary is parked, and a replica of a replica is refused, so a standby follows Dragonfly only once that is the primary.</source>
        <translation>Dragonflyに障害が起きても、Sentinelが昇格させるレプリカがありません。旧プライマリは休止しており、レプリカのレプリカは拒否されるため、待機系をDragonflyに追従させられるのは、Dragonflyがプライマリになってからです。</translation>
    </message>
    <message>
        <source>The clocks of both servers</source>
        <translation>両サーバーの時計</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s clock is %1 s from the source&apos;s</source>
        <translation>移行元とDragonflyの時計の差は%1秒</translation>
    </message>
    <message>
        <source>Both clocks agree</source>
        <translation>両方の時計が一致</translation>
    </message>
    <message>
        <source>The clocks of source and Dragonfly differ</source>
        <translation>移行元とDragonflyの時計がずれている</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>1秒未満</translation>
    </message>
    <message>
        <source>Expiries are moments, not durations: on Dragonfly every key expires by that much earlier or later.</source>
        <translation>有効期限は期間ではなく時刻で管理されるため、Dragonflyではすべてのキーの期限が、その分だけ早くまたは遅く切れます。</translation>
    </message>
    <message>
        <source>Lua scripts</source>
        <translation>Luaスクリプト</translation>
    </message>
    <message>
        <source>No Lua script was run</source>
        <translation>実行されたLuaスクリプトなし</translation>
    </message>
    <message>
        <source>Lua scripts are in use</source>
        <translation>Luaスクリプトが使用されている</translation>
    </message>
    <message>
        <source>scripts that name all their keys, and clients that load them again</source>
        <translation>すべてのキーを宣言するスクリプトと、再ロードするクライアント</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys.</source>
        <translation>Dragonflyは、--default_lua_flags=allow-undeclared-keysで起動しない限り、KEYSで宣言していないキーに触れるスクリプトを拒否します。</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys. And since Redis 7 scripts are not replicated: EVALSHA gets NOSCRIPT after the switch until the client loads them.</source>
        <translation>Dragonflyは、--default_lua_flags=allow-undeclared-keysで起動しない限り、KEYSで宣言していないキーに触れるスクリプトを拒否します。また、Redis 7以降ではスクリプトがレプリケーションされないため、切り替え後はクライアントがロードし直すまで、EVALSHAはNOSCRIPTになります。</translation>
    </message>
    <message>
        <source>Blocking commands</source>
        <translation>ブロッキングコマンド</translation>
    </message>
    <message>
        <source>No client blocks</source>
        <translation>ブロック中のクライアントなし</translation>
    </message>
    <message>
        <source>Clients use blocking commands</source>
        <translation>クライアントがブロッキングコマンドを使用している</translation>
    </message>
    <message numerus="yes">
        <source>%1 blocked now; %2</source>
        <translation>
            <numerusform>現在ブロック中 %1件、%2</numerusform>
        </translation>
    </message>
    <message>
        <source>clients that try again</source>
        <translation>再試行するクライアント</translation>
    </message>
    <message>
        <source>Who waits at the switch gets UNBLOCKED, or a closed connection, and has to ask again at Dragonfly.</source>
        <translation>切り替え時に待機中のクライアントは、UNBLOCKEDを受け取るか接続を閉じられ、Dragonflyに要求し直す必要があります。</translation>
    </message>
    <message>
        <source>Keyspace notifications</source>
        <translation>キースペース通知</translation>
    </message>
    <message>
        <source>No keyspace notification that Dragonfly lacks</source>
        <translation>Dragonflyが対応しないキースペース通知なし</translation>
    </message>
    <message>
        <source>Keyspace notifications that Dragonfly does not send</source>
        <translation>Dragonflyが送信しないキースペース通知がある</translation>
    </message>
    <message>
        <source>&quot;Ex&quot; at most</source>
        <translation>「Ex」まで</translation>
    </message>
    <message>
        <source>Dragonfly tells of expired keys only: who listens for anything else hears nothing after the switch.</source>
        <translation>Dragonflyが通知するのは期限切れのキーだけです。それ以外を待つクライアントには、切り替え後、何も届きません。</translation>
    </message>
    <message>
        <source>Client-side caching</source>
        <translation>クライアント側キャッシュ</translation>
    </message>
    <message>
        <source>No client uses tracking</source>
        <translation>トラッキングを使用するクライアントなし</translation>
    </message>
    <message>
        <source>Clients use tracking</source>
        <translation>クライアントがトラッキングを使用している</translation>
    </message>
    <message>
        <source>RESP3, without BCAST, REDIRECT and PREFIX</source>
        <translation>RESP3、かつBCAST、REDIRECT、PREFIXなし</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s CLIENT TRACKING knows OPTIN, OPTOUT and NOLOOP alone: another client would serve stale values from its cache.</source>
        <translation>DragonflyのCLIENT TRACKINGが対応するのはOPTIN、OPTOUT、NOLOOPだけです。それ以外のクライアントは、キャッシュの古い値を返すことになります。</translation>
    </message>
    <message>
        <source>Pub/sub</source>
        <translation>Pub/Sub</translation>
    </message>
    <message>
        <source>Nobody but Sentinel subscribes</source>
        <translation>購読しているのはSentinelのみ</translation>
    </message>
    <message>
        <source>Clients subscribe to channels</source>
        <translation>クライアントがチャネルを購読している</translation>
    </message>
    <message>
        <source>subscribers that come back</source>
        <translation>再接続する購読者</translation>
    </message>
    <message>
        <source>Subscribers are disconnected at the switch, and what is published until they are back reaches nobody.</source>
        <translation>購読者は切り替え時に切断され、再接続するまでに発行された内容は誰にも届きません。</translation>
    </message>
    <message>
        <source>At this trend it will not become steady.</source>
        <translation>この傾向では安定しません。</translation>
    </message>
    <message>
        <source>At this trend it will not become steady: the source writes %1, Dragonfly applies %2.</source>
        <translation>この傾向では安定しません。移行元の書き込み%1、Dragonflyの適用%2。</translation>
    </message>
    <message>
        <source>At this trend it is within the limits in about %1, and steady %2 s later.</source>
        <translation>この傾向では、約%1後にしきい値内に入り、その%2秒後に安定します。</translation>
    </message>
    <message>
        <source>Steady in about %1, if it stays within the limits.</source>
        <translation>しきい値内に収まり続ければ、約%1後に安定します。</translation>
    </message>
    <message>
        <source>The lag grows by %1: at this trend it reaches the limit in about %2.</source>
        <translation>遅延が%1増加しています。この傾向では、約%2後にしきい値に達します。</translation>
    </message>
    <message>
        <source>The lag does not grow.</source>
        <translation>遅延は増加していません。</translation>
    </message>
    <message>
        <source>After it Dragonfly must catch up and stay within the limits for %1 s.</source>
        <translation>その後、Dragonflyは追いつき、%1秒間しきい値内を維持する必要があります。</translation>
    </message>
    <message>
        <source>At this rate it ends in about %1; then Dragonfly must catch up and stay within the limits for %2 s.</source>
        <translation>この速度では約%1後に終わります。その後、Dragonflyは追いつき、%2秒間しきい値内を維持する必要があります。</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly is not attached yet.</source>
        <translation>未安定: Dragonflyはまだアタッチされていません。</translation>
    </message>
    <message>
        <source>When it answers again, Dragonfly begins with a new full sync.</source>
        <translation>応答が戻ると、Dragonflyは新しい完全同期から始めます。</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>照合</translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>オフセットによる</translation>
    </message>
    <message>
        <source>the data themselves were not compared</source>
        <translation>データ自体は未比較</translation>
    </message>
    <message>
        <source>The runbook cannot be written to %1.</source>
        <translation>手順書を%1に書き込めません。</translation>
    </message>
    <message>
        <source>Gates would be closed: %1</source>
        <translation>未達になる条件: %1</translation>
    </message>
    <message>
        <source>%1 Nothing was changed; the gates of the replication open once it was started and is steady.</source>
        <translation>%1何も変更していません。レプリケーションの条件は、開始後に安定すると満たされます。</translation>
    </message>
    <message>
        <source>%1 fell silent with replies due, so the connection was closed: the server hangs, or the network is down.</source>
        <translation>%1が、応答待ちの要求を残したまま応答しなくなったため、接続を閉じました。サーバーのハング、またはネットワーク障害です。</translation>
    </message>
    <message>
        <source>Planted %1, found %2, false alarms %3.</source>
        <translation>作成した差異 %1、検出 %2、誤検出 %3。</translation>
    </message>
    <message>
        <source>The self-test could not plant with %1.</source>
        <translation>セルフテストで、%1による差異を作成できませんでした。</translation>
    </message>
    <message>
        <source>A reply has not the shape that was expected.</source>
        <translation>応答が想定した形式ではありません。</translation>
    </message>
    <message>
        <source>%1 is no replica, so it cannot be compared as one: start the replication, or compare two servers that are not linked.</source>
        <translation>%1はレプリカではないため、レプリカとして比較できません。レプリケーションを開始するか、リンクのない2つのサーバーとして比較してください。</translation>
    </message>
    <message>
        <source>%1 does not say how far its stream has come.</source>
        <translation>%1がストリームの進み具合を返しません。</translation>
    </message>
    <message>
        <source>The replication link of %1 is down or a full sync is under way: go on once it is up.</source>
        <translation>%1のレプリケーションリンクが切断されているか、完全同期が進行中です。リンクが接続されてから続けてください。</translation>
    </message>
    <message>
        <source>The frozen comparison is not ready.</source>
        <translation>凍結中の比較は準備ができていません。</translation>
    </message>
    <message>
        <source>It starts anew: the source is another server, or was restarted meanwhile.</source>
        <translation>最初からやり直します。移行元が別のサーバーになったか、その間に再起動されました。</translation>
    </message>
    <message>
        <source>It starts anew: the target is another server, or was restarted meanwhile.</source>
        <translation>最初からやり直します。移行先が別のサーバーになったか、その間に再起動されました。</translation>
    </message>
    <message>
        <source>It starts anew: a full sync replaced the target&apos;s data meanwhile.</source>
        <translation>最初からやり直します。その間に完全同期が移行先のデータを置き換えました。</translation>
    </message>
    <message>
        <source>It starts anew: the servers were linked in another way when it began.</source>
        <translation>最初からやり直します。開始時とサーバー間のリンクが異なります。</translation>
    </message>
    <message>
        <source>Each key was compared in a state between the source&apos;s offsets %1 and %2.</source>
        <translation>各キーは、移行元のオフセット%1から%2までの間の状態で比較されました。</translation>
    </message>
    <message>
        <source>The two servers are not linked: each key was compared as it was at some moment between %1 and %2.</source>
        <translation>2つのサーバーにリンクはありません。各キーは、%1から%2までの間のある時点の状態で比較されました。</translation>
    </message>
    <message>
        <source>A full sync replaced the target&apos;s data while it was compared: compare once more.</source>
        <translation>比較中に完全同期が移行先のデータを置き換えました。もう一度比較してください。</translation>
    </message>
    <message>
        <source>%1 refuses to be read.</source>
        <translation>%1が読み取りを拒否しています。</translation>
    </message>
    <message>
        <source>%1 does not answer INFO, without which the data cannot be compared.</source>
        <translation>%1がINFOに応答しません。INFOがなければデータを比較できません。</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 random keys: with 95 % confidence fewer than %2 of %3 keys differ.</source>
        <translation>
            <numerusform>無作為に選んだ%1個のキーに差異はありません。信頼度95 %で、差異のあるキーは%3個中%2個未満です。</numerusform>
        </translation>
    </message>
    <message>
        <source>No key was compared, so nothing is known.</source>
        <translation>比較したキーがないため、何もわかりません。</translation>
    </message>
    <message>
        <source>Slowed down: the source took %1 to answer.</source>
        <translation>減速中: 移行元の応答に%1かかりました。</translation>
    </message>
    <message>
        <source>Slowed down: the target lags %1 behind.</source>
        <translation>減速中: 移行先が%1遅れています。</translation>
    </message>
    <message>
        <source>Another console has this migration open, on %1 (%2): close it, then begin again.</source>
        <translation>%1（%2）の別のコンソールがこの移行を開いています。それを閉じてから、やり直してください。</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: the old primary did not tell who was connected.</source>
        <translation>どのクライアントが移ったかは不明です。旧プライマリが接続中のクライアントを返しませんでした。</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: Dragonfly did not tell.</source>
        <translation>どのクライアントが移ったかは不明です。Dragonflyが返しませんでした。</translation>
    </message>
    <message>
        <source>Everything is being put back already.</source>
        <translation>すでにすべてを元に戻しているところです。</translation>
    </message>
    <message>
        <source>The probe, where Sentinel points, every 10 ms until all Sentinels agree; it expires by itself.</source>
        <translation>Sentinelが示す先へ、すべてのSentinelが一致するまで10 msごとにプローブを書き込みます。プローブは自動的に期限切れになります。</translation>
    </message>
    <message>
        <source>The Sentinel gave up its failover of the silent Dragonfly.</source>
        <translation>Sentinelは、応答しないDragonflyへのフェイルオーバーを断念しました。</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s failover could not be called off: %1</source>
        <translation>Sentinelのフェイルオーバーを取り消せませんでした: %1</translation>
    </message>
    <message>
        <source>%1 is too long: at most 100 characters.</source>
        <translation>%1が長すぎます。最大100文字です。</translation>
    </message>
    <message>
        <source>The differences cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>差異を%1に書き込めません。フォルダーの権限と空き容量を確認してください。</translation>
    </message>
    <message>
        <source>The group&apos;s name must be letters, digits, dots and dashes: it stands in config files.</source>
        <translation>グループ名は設定ファイルに書かれるため、英数字、ピリオド、ハイフンだけで指定してください。</translation>
    </message>
    <message>
        <source>the source lists %1, and none of them is surely Dragonfly, which is reached as %2: name it in the plan by the address under which it is listed (tls.serverName keeps its certificate&apos;s name), or start it with --replica_announce_ip and --announce_port set to an address that leads to it</source>
        <translation>移行元の一覧は%1で、どれがDragonflyか特定できません（到達先は%2）。一覧に載っているアドレスをプランに指定するか（tls.serverNameで証明書の名前を維持できます）、--replica_announce_ipと--announce_portにDragonflyへ到達できるアドレスを設定して起動してください</translation>
    </message>
    <message>
        <source>No port is free for the lab&apos;s proxies.</source>
        <translation>ラボのプロキシ用の空きポートがありません。</translation>
    </message>
    <message>
        <source>Replication is being stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>レプリケーションを停止しています。Dragonflyが完全同期を%1回始めましたが、どれも安定したレプリケーションに至りませんでした。関数（FUNCTION LIST）、Dragonflyのdbnumを超えるデータベースのキー、ハッシュフィールドのTTL、移行元のレプリカ出力バッファーの不足を調べてください。</translation>
    </message>
    <message>
        <source>%1 is no report of Ferryman&apos;s.</source>
        <translation>%1はFerrymanのレポートではありません。</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows, and the report&apos;s hash is that of row %2. The report&apos;s words were not compared: another version of Ferryman wrote them.</source>
        <translation>
            <numerusform>ジャーナルは改変されておらず（%1行）、レポートのハッシュは行%2のものと一致します。レポートは別のバージョンのFerrymanが書いたため、本文は比較していません。</numerusform>
        </translation>
    </message>
    <message>
        <source>The report was made of the journal&apos;s rows 1 to %1.</source>
        <translation>レポートはジャーナルの行1から行%1までで作成されています。</translation>
    </message>
    <message>
        <source>is being compared: wait, or stop it</source>
        <translation>比較中。待つか、停止してください</translation>
    </message>
    <message>
        <source>differences: %1</source>
        <translation>差異: %1</translation>
    </message>
    <message>
        <source>not compared: the plan says so</source>
        <translation>未比較（プランの指定）</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>未比較</translation>
    </message>
    <message>
        <source>no difference in a sample, %1 ago</source>
        <translation>サンプルに差異なし、%1前</translation>
    </message>
    <message>
        <source>no difference, %1 ago</source>
        <translation>差異なし、%1前</translation>
    </message>
    <message>
        <source>%1; written since: %2</source>
        <translation>%1、以後の書き込み: %2</translation>
    </message>
    <message>
        <source>Nothing was compared: that Dragonfly holds the same data is not proven.</source>
        <translation>何も比較していないため、Dragonflyが同じデータを持つことは証明されていません。</translation>
    </message>
    <message>
        <source>Keys that changed too often to be compared: %1.</source>
        <translation>変更が頻繁で比較できなかったキー: %1。</translation>
    </message>
    <message>
        <source>Comparison of the data</source>
        <translation>データの比較</translation>
    </message>
    <message>
        <source>no difference, at most %1 old</source>
        <translation>差異なし、%1以内の結果</translation>
    </message>
    <message>
        <source>no difference is known</source>
        <translation>既知の差異なし</translation>
    </message>
    <message>
        <source>keys: %1, about %2</source>
        <translation>キー: %1、約%2</translation>
    </message>
    <message>
        <source>keys: %1</source>
        <translation>キー: %1</translation>
    </message>
    <message>
        <source>Comparison within the freeze</source>
        <translation>凍結中の比較</translation>
    </message>
    <message>
        <source>Not all keys that were written last can be compared within the freeze.</source>
        <translation>直近に書き込まれたキーのすべては、凍結中に比較しきれません。</translation>
    </message>
    <message>
        <source>Within the freeze keys differ: %1, such as %2.</source>
        <translation>凍結中に差異のあるキーが見つかりました: %1（例: %2）。</translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference; not compared in time: %2.</source>
        <translation>
            <numerusform>凍結中に比較: キー%1個、差異なし、時間内に未比較: %2。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference.</source>
        <translation>
            <numerusform>凍結中に比較: キー%1個、差異なし。</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison within the freeze: %1</source>
        <translation>凍結中の比較: %1</translation>
    </message>
    <message>
        <source>The data are not compared</source>
        <translation>データを比較しない設定になっている</translation>
    </message>
    <message>
        <source>That no acknowledged write is lost is proven by the offset at the switch. That Dragonfly made the same of each write is shown by a comparison alone: commands that it does not know are skipped without a word.</source>
        <translation>確認応答済みの書き込みが失われていないことは、切り替え時のオフセットで証明されます。Dragonflyが各書き込みから同じ結果を作ったことは、比較でしか示せません。対応していないコマンドは黙って無視されるためです。</translation>
    </message>
    <message>
        <source>The data are compared before the switch</source>
        <translation>切り替え前にデータを比較する</translation>
    </message>
    <message>
        <source>Keys that differ between the source and Dragonfly: %1 of %2. &quot;ferrymanctl verify&quot; lists them.</source>
        <translation>移行元とDragonflyで差異のあるキー: %2個のうち%1個。「ferrymanctl verify」で一覧できます。</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>比較中</translation>
    </message>
    <message>
        <source>comparing, %1 %</source>
        <translation>比較中、%1 %</translation>
    </message>
    <message>
        <source>no difference, undecided: %1</source>
        <translation>差異なし、未判定: %1</translation>
    </message>
    <message>
        <source>no difference in a sample</source>
        <translation>サンプルに差異なし</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>差異なし</translation>
    </message>
    <message>
        <source>did not come to its end</source>
        <translation>完了せず</translation>
    </message>
    <message>
        <source>stopped, can go on</source>
        <translation>停止中、再開可能</translation>
    </message>
    <message>
        <source>off in the plan</source>
        <translation>プランで無効</translation>
    </message>
    <message>
        <source>The comparison is being stopped.</source>
        <translation>比較を停止しています。</translation>
    </message>
    <message>
        <source>The data is being compared already.</source>
        <translation>データはすでに比較中です。</translation>
    </message>
    <message>
        <source>It waits for Connect.</source>
        <translation>「接続」を待っています。</translation>
    </message>
    <message>
        <source>It waits until the full sync has ended.</source>
        <translation>完全同期が終わるのを待っています。</translation>
    </message>
    <message>
        <source>Keys of types that cannot be compared: %1. %2</source>
        <translation>比較できない型のキー: %1。%2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. %2</source>
        <translation>
            <numerusform>%1個のキーに差異はありません。%2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differences: %1, in %2 compared keys. %3</source>
        <translation>
            <numerusform>差異: %1、比較したキー: %2個。%3</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>比較を停止しました。</translation>
    </message>
    <message>
        <source>%1 The same command goes on where it was.</source>
        <translation>%1同じコマンドで続きから再開できます。</translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; what kept changing, within the freeze</source>
        <translation>
            <numerusform>%1個を比較、差異なし。変わり続けたものは凍結中に比較</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; kept changing: %2</source>
        <translation>
            <numerusform>%1個を比較、差異なし。変わり続けたもの: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; cannot be compared: %2</source>
        <translation>
            <numerusform>%1個を比較、差異なし。比較不可: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs</source>
        <translation>
            <numerusform>%1個を比較、差異なし</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys compared</source>
        <translation>
            <numerusform>キー%1個を比較</numerusform>
        </translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>サンプル</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>すべてのキー</translation>
    </message>
    <message>
        <source>Nothing was switched, and nothing listens at %1 any more: if its process has ended, the write pause has ended with it. Start it, then take this up again; if it runs after all, run this: %2</source>
        <translation>何も切り替えていません。%1で待ち受けているものはもうありません。プロセスが終了していれば、書き込みの一時停止も同時に終わっています。起動してから、再開してください。実際には動作している場合は、次を実行してください: %2</translation>
    </message>
    <message>
        <source>The journal %1 cannot be moved to %2.</source>
        <translation>ジャーナル%1を%2に移動できません。</translation>
    </message>
    <message>
        <source>Dragonfly does not follow %1 any more: start the replication again.</source>
        <translation>Dragonflyはもう%1に追従していません。レプリケーションをもう一度開始してください。</translation>
    </message>
    <message>
        <source>The switch is done, but Dragonfly %1 has not answered since: see that it runs. One setting is still to be put back there: %2</source>
        <translation>切り替えは完了しましたが、その後Dragonfly %1が応答していません。動作しているか確認してください。そこでまだ元に戻していない設定が1件あります: %2</translation>
    </message>
    <message>
        <source>The folder %1 for plans cannot be made.</source>
        <translation>プラン用のフォルダー%1を作成できません。</translation>
    </message>
    <message>
        <source>Its journal says what stands changed on the servers, and how to put it back: open the migration and finish it first.</source>
        <translation>サーバー上で変更されたままの内容と、元に戻す方法はジャーナルにあります。先に移行を開いて完了してください。</translation>
    </message>
    <message>
        <source>The plan %1 cannot be moved to %2.</source>
        <translation>プラン%1を%2に移動できません。</translation>
    </message>
    <message>
        <source>compare once more</source>
        <translation>もう一度比較</translation>
    </message>
    <message>
        <source>The certificate cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>証明書を%1に書き込めません。フォルダーの権限と空き容量を確認してください。</translation>
    </message>
    <message>
        <source>The folder %1 holds too many certificates.</source>
        <translation>フォルダー%1の証明書が多すぎます。</translation>
    </message>
    <message>
        <source>%1 must be a name of 1 to %2 characters.</source>
        <translation>%1は1文字から%2文字までの名前でなければなりません。</translation>
    </message>
    <message>
        <source>%1 is missing: it is the server&apos;s URL.</source>
        <translation>%1がありません。これはサーバーのURLです。</translation>
    </message>
    <message>
        <source>%1 is no key of a connection: check its spelling.</source>
        <translation>%1というキーは接続にありません。つづりを確認してください。</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>%1がありません。</translation>
    </message>
    <message>
        <source>%1 is the name of another connection, too.</source>
        <translation>%1はほかの接続の名前と重複しています。</translation>
    </message>
    <message>
        <source>The name service did not find %1 within %2 s.</source>
        <translation>名前解決サービスが%2秒以内に%1を見つけられませんでした。</translation>
    </message>
    <message>
        <source>%1 took the login, and then did not answer within %2 s: it hangs or is overloaded.</source>
        <translation>%1はログインを受け付けましたが、その後%2秒以内に応答しませんでした。ハングか過負荷です。</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be read: check the file&apos;s rights.</source>
        <translation>%1の接続を読み取れません。ファイルのアクセス権を確認してください。</translation>
    </message>
    <message>
        <source>The file is larger than %1 bytes.</source>
        <translation>ファイルが%1バイトを超えています。</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be used, and the file is left as it is: %2 Mend it, or move it away.</source>
        <translation>%1の接続を使用できません。ファイルには手を加えていません: %2ファイルを修正するか、移動してください。</translation>
    </message>
    <message>
        <source>The connections cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>接続を%1に書き込めません。フォルダーの権限と空き容量を確認してください。</translation>
    </message>
    <message>
        <source>A connection has a name of 1 to %1 characters.</source>
        <translation>接続の名前は1文字から%1文字までです。</translation>
    </message>
    <message>
        <source>There is a connection “%1” already: give it another name.</source>
        <translation>接続「%1」はすでにあります。別の名前を付けてください。</translation>
    </message>
    <message>
        <source>At most %1 connections are kept: delete some first.</source>
        <translation>保存できる接続は%1件までです。先にいくつか削除してください。</translation>
    </message>
    <message>
        <source>What follows ? or # in the URL is not known here: leave it out.</source>
        <translation>URLの?または#以降の部分には対応していません。取り除いてください。</translation>
    </message>
    <message>
        <source>The password in the URL is not written correctly: write a % in it as %25.</source>
        <translation>URL内のパスワードが正しく書かれていません。パスワードに含まれる%は%25と書いてください。</translation>
    </message>
    <message>
        <source>This is no address of a server: write redis://user:password@host:port.</source>
        <translation>サーバーのアドレスではありません。redis://user:password@host:portの形で書いてください。</translation>
    </message>
    <message>
        <source>The text is longer than %1 lines or %2 KiB.</source>
        <translation>テキストが%1行または%2 KiBを超えています。</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>%1行目: %2</translation>
    </message>
    <message>
        <source>%1 must be a certificate as a PEM text.</source>
        <translation>%1はPEM形式の証明書の文字列でなければなりません。</translation>
    </message>
    <message>
        <source>%1 must be a key as a PEM text.</source>
        <translation>%1はPEM形式の鍵の文字列でなければなりません。</translation>
    </message>
    <message>
        <source>The login of the group&apos;s servers is not imported: enter it in Connect.</source>
        <translation>グループのサーバーへのログイン情報はインポートされません。「接続」で入力してください。</translation>
    </message>
    <message>
        <source>It goes through an SSH tunnel, which Ferryman does not open: open one, and import its end.</source>
        <translation>SSHトンネルを経由する接続ですが、Ferrymanはトンネルを開きません。トンネルを開いてから、その端点をインポートしてください。</translation>
    </message>
    <message>
        <source>It is a Redis Cluster, which Sentinel does not manage: Ferryman cannot move it.</source>
        <translation>Sentinelが管理しないRedis Clusterであるため、Ferrymanでは移行できません。</translation>
    </message>
    <message>
        <source>%1 must be a host&apos;s name or address.</source>
        <translation>%1はホストの名前またはアドレスでなければなりません。</translation>
    </message>
    <message>
        <source>The client certificate came without its key, and is left out.</source>
        <translation>クライアント証明書に鍵が付属していないため、取り込みません。</translation>
    </message>
    <message>
        <source>RedisInsight does not verify the server&apos;s certificate; Ferryman does.</source>
        <translation>RedisInsightはサーバーの証明書を検証しませんが、Ferrymanは検証します。</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s export is a JSON list of connections: [{ ... }].</source>
        <translation>RedisInsightのエクスポートは、接続のJSONリストです: [{ ... }]。</translation>
    </message>
    <message>
        <source>The file holds more than %1 connections.</source>
        <translation>ファイルに%1件を超える接続があります。</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: check its name and its rights.</source>
        <translation>ファイル%1を読み取れません。名前とアクセス権を確認してください。</translation>
    </message>
    <message>
        <source>The file %1 is larger than %2 MiB.</source>
        <translation>ファイル%1が%2 MiBを超えています。</translation>
    </message>
    <message>
        <source>%1 must be a list of objects: [{ ... }].</source>
        <translation>%1はオブジェクトのリストでなければなりません: [{ ... }]。</translation>
    </message>
    <message>
        <source>%1 is longer than %2 entries.</source>
        <translation>%1の要素が%2個を超えています。</translation>
    </message>
    <message>
        <source>The source refuses a Sentinel&apos;s login</source>
        <translation>移行元がSentinelのログインを拒否している</translation>
    </message>
    <message>
        <source>the source&apos;s user and password at every Sentinel</source>
        <translation>すべてのSentinelで移行元のユーザーとパスワード</translation>
    </message>
    <message>
        <source>It answers this Sentinel with errors, which therefore holds it for down, could start a failover of its own, and would hold Dragonfly for down as well.</source>
        <translation>移行元はこのSentinelにエラーを返します。そのためこのSentinelは移行元をダウンと判定しており、独自のフェイルオーバーを始めるおそれがあり、Dragonflyもダウンと判定します。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>The server did not answer every command.</source>
        <translation>サーバーが一部のコマンドに応答しませんでした。</translation>
    </message>
    <message>
        <source>%1 is no server of this group any more.</source>
        <translation>%1はもうこのグループのサーバーではありません。</translation>
    </message>
    <message>
        <source>There is nothing to report: this migration has no journal yet. It begins with the replication.</source>
        <translation>レポートする内容がありません。この移行にはまだジャーナルがありません。ジャーナルはレプリケーションとともに始まります。</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>デスクトップに合わせる</translation>
    </message>
    <message>
        <source>light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>ハイコントラスト</translation>
    </message>
    <message>
        <source>on</source>
        <translation>オン</translation>
    </message>
    <message>
        <source>off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>what happens</source>
        <translation>動作の内容</translation>
    </message>
    <message>
        <source>warnings and errors</source>
        <translation>警告とエラー</translation>
    </message>
    <message>
        <source>errors alone</source>
        <translation>エラーのみ</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>At once.</source>
        <translation>すぐに反映されます。</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字サイズ</translation>
    </message>
    <message>
        <source>Of the size that the desktop gives. At once.</source>
        <translation>デスクトップの文字サイズに対する割合です。すぐに反映されます。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Time between two samples</source>
        <translation>測定の間隔</translation>
    </message>
    <message>
        <source>How often offsets and lag of both servers are read. At once.</source>
        <translation>両サーバーのオフセットと遅延を読み取る間隔です。すぐに反映されます。</translation>
    </message>
    <message>
        <source>History of the charts</source>
        <translation>グラフの履歴</translation>
    </message>
    <message>
        <source>Older samples are forgotten; the journal keeps all it holds. At once.</source>
        <translation>これより古い測定値は破棄されます。ジャーナルの記録はすべて残ります。すぐに反映されます。</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>毎秒の最大キー数</translation>
    </message>
    <message>
        <source>What step 4 begins with when data is compared; each run may have its own.</source>
        <translation>手順4でデータを比較するときの初期値です。比較ごとに変更できます。</translation>
    </message>
    <message>
        <source> keys/s</source>
        <translation> キー/秒</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>制限なし</translation>
    </message>
    <message>
        <source>Most data a second</source>
        <translation>毎秒の最大データ量</translation>
    </message>
    <message>
        <source>Replies of both servers together, when data is compared; each run may have its own.</source>
        <translation>データを比較するときの、両サーバーの応答の合計です。比較ごとに変更できます。</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>When something needs a person while another window is used.</source>
        <translation>別のウィンドウの使用中に、人の対応が必要になったときに通知します。</translation>
    </message>
    <message>
        <source>Folder of plans</source>
        <translation>プランのフォルダー</translation>
    </message>
    <message>
        <source>Where plans are opened from and saved in.</source>
        <translation>プランを開いたり保存したりする場所です。</translation>
    </message>
    <message>
        <source>Folder of reports</source>
        <translation>レポートのフォルダー</translation>
    </message>
    <message>
        <source>Where reports and lists of differences are written.</source>
        <translation>レポートと差異の一覧を書き出す場所です。</translation>
    </message>
    <message>
        <source>Folder of journals</source>
        <translation>ジャーナルのフォルダー</translation>
    </message>
    <message>
        <source>From the next start on. Journals stay where they are: move them along, or what was left open is not found.</source>
        <translation>次回の起動時から反映されます。既存のジャーナルは元の場所に残ります。一緒に移動しないと、未完了のものが見つからなくなります。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>What is kept in memory for the log view. At once.</source>
        <translation>ログ表示のためにメモリに保持する内容です。すぐに反映されます。</translation>
    </message>
    <message>
        <source>%1 cannot be written: check the folder&apos;s rights and its free space.</source>
        <translation>%1に書き込めません。フォルダーの権限と空き容量を確認してください。</translation>
    </message>
    <message>
        <source>The URL and the field name two users: leave one out.</source>
        <translation>URLとユーザー欄で異なる2つのユーザーが指定されています。一方を取り除いてください。</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together: give both files.</source>
        <translation>クライアント証明書とその鍵は対になっています。両方のファイルを指定してください。</translation>
    </message>
    <message>
        <source>Give the name of the environment variable that holds the password.</source>
        <translation>パスワードが入っている環境変数の名前を指定してください。</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Nothing came from: %3</source>
        <translation>旧プライマリへのクライアント接続は%1件、Dragonflyへの接続は%2件です。次からの接続はありません: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came; with fewer connections until now: %3</source>
        <translation>旧プライマリへのクライアント接続は%1件、Dragonflyへの接続は%2件です。すべてのクライアントが移りました。現時点で接続数の少ないもの: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came.</source>
        <translation>旧プライマリへのクライアント接続は%1件、Dragonflyへの接続は%2件です。すべてのクライアントが移りました。</translation>
    </message>
    <message>
        <source>Starting %1, filling the source: %2</source>
        <translation>起動中: %1、移行元への投入: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 Sentinels</source>
        <translation>
            <numerusform>Sentinel %1個</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>longest TTL of %1 keys looked at, in years: %2</source>
        <translation>
            <numerusform>調べた%1個のキーで最長のTTL（年）: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2, Sentinel&apos;s own among them</source>
        <translation>%1、%2（Sentinel自身のものを含む）</translation>
    </message>
    <message numerus="yes">
        <source>%1 channels</source>
        <translation>
            <numerusform>チャネル %1件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 patterns</source>
        <translation>
            <numerusform>パターン %1件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered, %1 rows, and the report agrees with it up to row %2. Hash: %3</source>
        <translation>
            <numerusform>ジャーナル（%1行）は改変されておらず、レポートは行%2までその内容と一致します。ハッシュ: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The new primary lacks %1 of %2 acknowledged writes.</source>
        <translation>
            <numerusform>確認応答済みの書き込み%2件のうち%1件が新しいプライマリにありません。</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing went on for %1 s.</source>
        <translation>%1秒間進展がありません。</translation>
    </message>
    <message>
        <source>It took longer than %1 s.</source>
        <translation>%1秒を超えました。</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up.</source>
        <translation>%1秒間進展がないため、断念しました。</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up. In the way stood: %2</source>
        <translation>%1秒間進展がないため、断念しました。妨げとなったもの: %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. Undecided, because they kept changing: %2. %3</source>
        <translation>
            <numerusform>%1個のキーに差異はありません。変わり続けたため未判定: %2。%3</numerusform>
        </translation>
    </message>
    <message>
        <source>A quorum of %1 needs at least as many Sentinels; given: %2.</source>
        <translation>クォーラム%1には少なくとも同数のSentinelが必要ですが、指定されているのは%2です。</translation>
    </message>
    <message>
        <source>%1 did not catch up with the source in %2 s: it lags %3 behind.</source>
        <translation>%1は%2秒以内に移行元に追いつけませんでした。%3遅れています。</translation>
    </message>
    <message numerus="yes">
        <source>Different: %1 of %2 random keys; of all %4 about %3 may be.</source>
        <translation>
            <numerusform>無作為に選んだ%2個のキーのうち%1個に差異があります。全体では%4個中およそ%3個と推定されます。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys: the sample held all of them.</source>
        <translation>
            <numerusform>%1個のキーに差異はありません。サンプルはすべてのキーを含んでいました。</numerusform>
        </translation>
    </message>
    <message>
        <source>At most %1 connections are kept: %2 are there, and %3 were chosen. Choose fewer.</source>
        <translation>保存できる接続は%1件までです。すでに%2件あり、%3件が選択されています。選択を減らしてください。</translation>
    </message>
    <message>
        <source>What stands before the @ is taken for a user&apos;s name; a password would follow a colon.</source>
        <translation>@の前の部分はユーザー名とみなされます。パスワードはコロンの後に書きます。</translation>
    </message>
    <message>
        <source>%1:// names several servers at once: write one of them, a Sentinel, as redis://host:26379.</source>
        <translation>%1://は複数のサーバーを同時に指定します。そのうちの1つのSentinelを、redis://host:26379の形で書いてください。</translation>
    </message>
    <message>
        <source>%1:// names a socket of one machine, which neither Sentinel nor Dragonfly can reach: write redis://host:port.</source>
        <translation>%1://は1台のマシン内のソケットを指定するもので、SentinelもDragonflyも到達できません。redis://host:portの形で書いてください。</translation>
    </message>
    <message>
        <source>some, where the source has any</source>
        <translation>移行元にキーがあれば1個以上</translation>
    </message>
    <message>
        <source>Keys that have expired are dropped when a snapshot is loaded, so that Dragonfly may hold fewer.</source>
        <translation>期限切れのキーはスナップショットのロード時に破棄されるため、Dragonflyのキーのほうが少ないことがあります。</translation>
    </message>
    <message>
        <source>What is to be done stands there before it is done.</source>
        <translation>実行する内容は、実行の前にジャーナルに記録されます。</translation>
    </message>
    <message>
        <source>up, not listed by the source</source>
        <translation>接続中、移行元の一覧になし</translation>
    </message>
    <message>
        <source>up, %1</source>
        <translation>接続中、%1</translation>
    </message>
    <message>
        <source>a full sync is under way</source>
        <translation>完全同期が進行中</translation>
    </message>
    <message>
        <source>the same, no full sync</source>
        <translation>同一、完全同期なし</translation>
    </message>
    <message>
        <source>Address of Dragonfly</source>
        <translation>Dragonflyのアドレス</translation>
    </message>
    <message>
        <source>listed by the source</source>
        <translation>移行元の一覧に記載</translation>
    </message>
    <message>
        <source>Sentinel learns of Dragonfly from the source&apos;s list: the address there must lead to it.</source>
        <translation>SentinelはDragonflyを移行元の一覧から知ります。一覧のアドレスでDragonflyに到達できる必要があります。</translation>
    </message>
    <message>
        <source>Link to Dragonfly</source>
        <translation>Dragonflyへのリンク</translation>
    </message>
    <message>
        <source>up, online</source>
        <translation>接続中、online</translation>
    </message>
    <message>
        <source>Steady, unbroken</source>
        <translation>途切れない安定</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>%1以上</translation>
    </message>
    <message>
        <source>The limit is half of the freeze of %1.</source>
        <translation>しきい値は凍結の許容時間%1の半分です。</translation>
    </message>
    <message>
        <source>about %1, aligned</source>
        <translation>約%1、タイミング調整あり</translation>
    </message>
    <message>
        <source>up to %1, not aligned</source>
        <translation>最長%1、タイミング調整なし</translation>
    </message>
    <message>
        <source>The freeze is aligned with a Sentinel&apos;s look at Dragonfly; round trips: %1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel.</source>
        <translation>SentinelがDragonflyを確認するタイミングに凍結を合わせます。往復時間: 移行元 %1、Dragonfly %2、最も遅いSentinel %3。</translation>
    </message>
    <message>
        <source>The freeze cannot be aligned with a Sentinel&apos;s look at Dragonfly: drain and round trips (%1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel) take longer than the moment lasts.</source>
        <translation>SentinelがDragonflyを確認するタイミングに凍結を合わせられません。ドレインと往復時間（移行元 %1、Dragonfly %2、最も遅いSentinel %3）が、そのタイミングに収まりません。</translation>
    </message>
    <message>
        <source>A failover wants the quorum and a majority of all Sentinels.</source>
        <translation>フェイルオーバーには、クォーラムと全Sentinelの過半数が必要です。</translation>
    </message>
    <message>
        <source>Failover, tilt or doubt</source>
        <translation>フェイルオーバー、TILT、ダウン判定</translation>
    </message>
    <message>
        <source>Live replicas</source>
        <translation>稼働中のレプリカ</translation>
    </message>
    <message>
        <source>Another replica could be promoted instead of Dragonfly, or delay the switch.</source>
        <translation>別のレプリカがDragonflyの代わりに昇格したり、切り替えを遅らせたりするおそれがあります。</translation>
    </message>
    <message>
        <source>Sentinel&apos;s choice</source>
        <translation>Sentinelの選出先</translation>
    </message>
    <message>
        <source>Shortest down-after</source>
        <translation>最短のdown-after</translation>
    </message>
    <message>
        <source>A Sentinel must not hold the source for down within the freeze of at most %1, with a margin.</source>
        <translation>余裕を含め、最長%1の凍結の間に、Sentinelが移行元をダウンと判定してはなりません。</translation>
    </message>
    <message>
        <source>Each client within MULTI: before 6.0.6 EXEC runs what was queued before the freeze.</source>
        <translation>MULTI中の各クライアント: 6.0.6より前のEXECは、凍結前にキューに入った内容を実行します。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly %1 is the primary, named by %2 of %3 Sentinels. Writes were frozen for %4.</source>
        <translation>
            <numerusform>Dragonfly %1がプライマリで、%3のうち%2のSentinelがこれを示しています。書き込みの凍結時間は%4です。</numerusform>
        </translation>
    </message>
    <message>
        <source>keys looked at: %1; none of them expires</source>
        <translation>調べたキー: %1、有効期限付きのものなし</translation>
    </message>
    <message>
        <source>Without its other replicas the source would refuse writes</source>
        <translation>ほかのレプリカがないと移行元が書き込みを拒否する</translation>
    </message>
    <message>
        <source>min-replicas-to-write of at most 1</source>
        <translation>min-replicas-to-writeが1以下</translation>
    </message>
    <message>
        <source>They are detached before the switch. From then on Dragonfly is the only replica that counts, and every write would fail with NOREPLICAS until the switch has ended.</source>
        <translation>これらは切り替えの前に切り離されます。以後、数に入るレプリカはDragonflyだけになり、切り替えが終わるまで、すべての書き込みがNOREPLICASで失敗します。</translation>
    </message>
    <message>
        <source>Dragonfly was not measured with this version</source>
        <translation>このバージョンではDragonflyを実測していない</translation>
    </message>
    <message>
        <source>Redis 8.0 to 8.4 write RDB version 12, the newest that Dragonfly reads. A key of a type that is new in Redis 8 makes the full sync fail: after three vain rounds Ferryman stops it.</source>
        <translation>Redis 8.0から8.4が書き出すRDBバージョンは12で、Dragonflyが読める最新のものです。Redis 8で新しく加わった型のキーがあると完全同期が失敗し、3回失敗した時点でFerrymanが停止します。</translation>
    </message>
    <message>
        <source>No assessment was made.</source>
        <translation>診断は行われていません。</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>検査</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>対象</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>検出事項</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>検出値</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>期待値</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>受け入れ</translation>
    </message>
    <message>
        <source>Checks passed: %1</source>
        <translation>合格した検査: %1</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Ferryman mended nothing.</source>
        <translation>Ferrymanによる修正はありません。</translation>
    </message>
    <message>
        <source>At (UTC)</source>
        <translation>時刻（UTC）</translation>
    </message>
    <message>
        <source>By</source>
        <translation>実行者</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>サーバー</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Undone with</source>
        <translation>取り消し方法</translation>
    </message>
    <message>
        <source>Replication was not watched.</source>
        <translation>レプリケーションは監視されていません。</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差異</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>DB</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>種別</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>型</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>移行元</translation>
    </message>
    <message>
        <source>open</source>
        <translation>達成</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>未達</translation>
    </message>
    <message>
        <source>The switch was not asked for.</source>
        <translation>切り替えは要求されていません。</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>条件確認</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Read at (UTC)</source>
        <translation>読み取り時刻（UTC）</translation>
    </message>
    <message>
        <source>From here there was no way back: Sentinel had been told.</source>
        <translation>ここからは後戻りできませんでした。Sentinelに指示を送信済みでした。</translation>
    </message>
    <message>
        <source>There was no switch.</source>
        <translation>切り替えはありませんでした。</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>凍結からの経過</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>フェーズ</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>所要時間</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>TLSなし</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>ロール</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>エンドポイント</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>セキュリティ</translation>
    </message>
    <message>
        <source>Sentinels before</source>
        <translation>切り替え前のSentinel</translation>
    </message>
    <message>
        <source>Sentinels now</source>
        <translation>現在のSentinel</translation>
    </message>
    <message>
        <source>%1 (priority %2, live)</source>
        <translation>%1（優先度%2、稼働中）</translation>
    </message>
    <message>
        <source>%1 (priority %2, not live)</source>
        <translation>%1（優先度%2、非稼働）</translation>
    </message>
    <message>
        <source>Replicas known to the Sentinels: %1. Quorum %2.</source>
        <translation>Sentinelが認識しているレプリカ: %1。クォーラム%2。</translation>
    </message>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>names as primary</source>
        <translation>示しているプライマリ</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>エポック</translation>
    </message>
    <message>
        <source>no reply known</source>
        <translation>応答は不明</translation>
    </message>
    <message>
        <source>Nothing that changes a server was sent.</source>
        <translation>サーバーを変更するものは何も送信していません。</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>応答</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>手順</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Findings, and who accepted them</source>
        <translation>検出事項とその受け入れ者</translation>
    </message>
    <message>
        <source>What was mended</source>
        <translation>修正した内容</translation>
    </message>
    <message>
        <source>Offsets and lag</source>
        <translation>オフセットと遅延</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>照合</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>タイムライン</translation>
    </message>
    <message>
        <source>Servers before and after</source>
        <translation>切り替え前後のサーバー</translation>
    </message>
    <message>
        <source>Commands and replies</source>
        <translation>コマンドと応答</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>環境</translation>
    </message>
    <message>
        <source>How to go back</source>
        <translation>切り戻しの方法</translation>
    </message>
    <message>
        <source>Journal: %1</source>
        <translation>ジャーナル: %1</translation>
    </message>
    <message>
        <source>This page is a translation to read. The record, which can be verified, is report.html.</source>
        <translation>このページは閲覧用の翻訳です。検証できる正本はreport.htmlです。</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目次</translation>
    </message>
    <message>
        <source>blocker</source>
        <translation>阻害要因</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>note</source>
        <translation>注記</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>条件確認</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>切り離し</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>昇格準備</translation>
    </message>
    <message>
        <source>recheck</source>
        <translation>再確認</translation>
    </message>
    <message>
        <source>align</source>
        <translation>タイミング調整</translation>
    </message>
    <message>
        <source>freeze</source>
        <translation>凍結</translation>
    </message>
    <message>
        <source>drain</source>
        <translation>ドレイン</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>発動</translation>
    </message>
    <message>
        <source>promote</source>
        <translation>昇格</translation>
    </message>
    <message>
        <source>demote</source>
        <translation>降格</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>settle</source>
        <translation>後処理</translation>
    </message>
    <message>
        <source>retreat</source>
        <translation>切り戻し</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>database</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>余分</translation>
    </message>
    <message>
        <source>type</source>
        <translation>型</translation>
    </message>
    <message>
        <source>value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>expiry</source>
        <translation>有効期限</translation>
    </message>
    <message>
        <source>fieldExpiry</source>
        <translation>フィールドの有効期限</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>ストリーム</translation>
    </message>
    <message>
        <source>dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>replica</source>
        <translation>レプリカ</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>応答を受信できず</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>アタッチ</translation>
    </message>
    <message>
        <source>synced</source>
        <translation>同期完了</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>未安定</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>再同期</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>凍結</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>昇格</translation>
    </message>
    <message>
        <source>passed: %1, notes: %2, warnings: %3, blockers: %4, not readable: %5; accepted by a person: %6</source>
        <translation>合格: %1、注記: %2、警告: %3、阻害要因: %4、読み取り不可: %5、人による受け入れ: %6</translation>
    </message>
    <message>
        <source>%1 (undone again)</source>
        <translation>%1（取り消し済み）</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary</source>
        <translation>Dragonfly %1がプライマリ</translation>
    </message>
    <message>
        <source>no acknowledged write was lost</source>
        <translation>確認応答済みの書き込みは失われていません</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes were lost</source>
        <translation>
            <numerusform>確認応答済みの書き込み%1件が失われました</numerusform>
        </translation>
    </message>
    <message>
        <source>whether a write was lost is not proven</source>
        <translation>書き込みが失われたかどうかは証明されていません</translation>
    </message>
    <message>
        <source>Migration of %1 to Dragonfly</source>
        <translation>%1のDragonflyへの移行</translation>
    </message>
    <message>
        <source>%1 to %2 UTC, by %3</source>
        <translation>%1から%2 UTC、実行者: %3</translation>
    </message>
    <message>
        <source>%1 was not switched yet: the source is its primary.</source>
        <translation>%1はまだ切り替えられていません。プライマリは移行元です。</translation>
    </message>
    <message>
        <source>%1 was not switched yet: %2 is its primary.</source>
        <translation>%1はまだ切り替えられていません。プライマリは%2です。</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. The source is its primary as before, and every setting was put back.</source>
        <translation>%1の切り替えは切り戻されました。プライマリは以前と同じく移行元で、すべての設定を元に戻しました。</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. %2 is its primary as before, and every setting was put back.</source>
        <translation>%1の切り替えは切り戻されました。プライマリは以前と同じく%2で、すべての設定を元に戻しました。</translation>
    </message>
    <message>
        <source>The switch of %1 needs a person: %2</source>
        <translation>%1の切り替えは人の対応が必要です: %2</translation>
    </message>
    <message>
        <source>%1 moved from %2 to %3. Writes stood still for %4; %5.</source>
        <translation>%1を%2から%3へ移行しました。書き込みの停止時間は%4で、%5。</translation>
    </message>
    <message>
        <source>This was a rehearsal against Ferryman&apos;s stand-in for Dragonfly, not against a real Dragonfly: its figures say nothing about Dragonfly&apos;s speed.</source>
        <translation>これは、本物のDragonflyではなく、Ferrymanの代替サーバーに対するリハーサルです。数値はDragonflyの速度を示すものではありません。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>移行元</translation>
    </message>
    <message>
        <source>group %1: %2 at %3</source>
        <translation>グループ%1: %2（%3）</translation>
    </message>
    <message>
        <source>To</source>
        <translation>移行先</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完了</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>データ</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys; full sync %2</source>
        <translation>
            <numerusform>キー%1個、完全同期: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>切り替え</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>証明</translation>
    </message>
    <message>
        <source>frozen at offset %1; Dragonfly had offset %2 before it was promoted</source>
        <translation>オフセット%1で凍結、昇格前のDragonflyのオフセットは%2</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>検出事項</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>修正済み</translation>
    </message>
    <message>
        <source>not chained: written by an older Ferryman</source>
        <translation>連鎖なし: 旧バージョンのFerrymanが作成</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows; SHA-256 of the chain&apos;s last row: %2</source>
        <translation>
            <numerusform>%1行、連鎖の最終行のSHA-256: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>実施者</translation>
    </message>
    <message>
        <source>System</source>
        <translation>システム</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>カーネル</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>steady for %1 s with a lag of at most %2 and %3 s; freeze of at most %4</source>
        <translation>遅延%2以下かつ%3秒以下で%1秒間の安定、凍結は最長%4</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>プラン</translation>
    </message>
    <message>
        <source>Proof of it</source>
        <translation>証明の方法</translation>
    </message>
    <message>
        <source>ferrymanctl report PLAN --report FOLDER --verify, with the folder of this report</source>
        <translation>ferrymanctl report PLAN --report FOLDER --verify（このレポートのフォルダーを指定）</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>受け入れ済み: %1</translation>
    </message>
    <message>
        <source>accepted by %1: %2</source>
        <translation>%1が受け入れ: %2</translation>
    </message>
    <message>
        <source>done, and undone again</source>
        <translation>実行後、取り消し済み</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未送信</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>しきい値 %1</translation>
    </message>
    <message>
        <source>Nothing was measured for this chart.</source>
        <translation>このグラフの測定値はありません。</translation>
    </message>
    <message numerus="yes">
        <source>no difference, but %1 keys kept changing</source>
        <translation>
            <numerusform>差異なし、ただしキー%1個が変わり続けた</numerusform>
        </translation>
    </message>
    <message>
        <source>keys drawn at random were compared</source>
        <translation>無作為に選んだキーを比較</translation>
    </message>
    <message>
        <source>every key was compared in both directions</source>
        <translation>すべてのキーを双方向で比較</translation>
    </message>
    <message>
        <source>keys drawn at random were compared, the source by its replica %1</source>
        <translation>無作為に選んだキーを比較、移行元はレプリカ%1から読み取り</translation>
    </message>
    <message>
        <source>every key was compared in both directions, the source by its replica %1</source>
        <translation>すべてのキーを双方向で比較、移行元はレプリカ%1から読み取り</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 keys, %3 read in %4; %5; ended %6 UTC</source>
        <translation>
            <numerusform>%1: キー%2個、読み取り%3（%4）、%5、終了 %6 UTC</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 (%3 differ)</source>
        <translation>%1 %2（差異あり %3）</translation>
    </message>
    <message>
        <source>%1 From there until the freeze %2 were written, which the replication stream carried.</source>
        <translation>%1その後、凍結までに%2が書き込まれ、レプリケーションストリームで伝わりました。</translation>
    </message>
    <message>
        <source>all keys outside of the sample</source>
        <translation>サンプルに含まれないすべてのキー</translation>
    </message>
    <message>
        <source>what cannot be compared: %1</source>
        <translation>比較できないもの: %1</translation>
    </message>
    <message>
        <source>functions, users and settings; when and how often keys were used</source>
        <translation>関数、ユーザー、設定と、キーの使用時刻および使用頻度</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys that were written last or kept changing were compared once more while writes stood still, in %2; different: %3, not read: %4</source>
        <translation>
            <numerusform>直近に書き込まれたキーと変わり続けたキー%1個を、書き込みの停止中に%2でもう一度比較。差異あり: %3、未読み取り: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>planted %1 differences on scratch servers, found %2, false alarms %3</source>
        <translation>
            <numerusform>一時サーバーに作成した差異 %1、検出 %2、誤検出 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the servers at hand cannot show: %2</source>
        <translation>%1。使用できるサーバーでは次を再現できません: %2</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>結果の対象</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>信頼度</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>型ごと</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>種別ごと</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>未確認</translation>
    </message>
    <message>
        <source>what had been compared was replaced by a new full sync and not compared again; the proof is by replication offset</source>
        <translation>比較済みのデータは新しい完全同期で置き換えられ、その後は未比較。証明はレプリケーションオフセットによる</translation>
    </message>
    <message>
        <source>the data were not compared; the proof is by replication offset</source>
        <translation>データは未比較。証明はレプリケーションオフセットによる</translation>
    </message>
    <message>
        <source>stopped by a person</source>
        <translation>人による停止</translation>
    </message>
    <message numerus="yes">
        <source>a later comparison did not come to its end: %1; until then %2 keys, %3</source>
        <translation>
            <numerusform>その後の比較は完了せず: %1。それまでにキー%2個、%3</numerusform>
        </translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>未完了</translation>
    </message>
    <message>
        <source>Within the freeze</source>
        <translation>凍結中</translation>
    </message>
    <message>
        <source>Self test</source>
        <translation>セルフテスト</translation>
    </message>
    <message>
        <source>Offsets</source>
        <translation>オフセット</translation>
    </message>
    <message>
        <source>the source&apos;s last byte was %1, read inside the freeze; Dragonfly had applied %2 before it was promoted</source>
        <translation>移行元の最後のバイトは%1（凍結中に読み取り）、昇格前にDragonflyが適用したのは%2まで</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>書き込み</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes of the lab&apos;s own writers were looked for on Dragonfly; missing: %2</source>
        <translation>
            <numerusform>ラボの書き込みプログラムに確認応答した書き込み%1件をDragonflyで検索、欠落: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Every Sentinel forgets the group. Do it on all of them before anything else: one that still knows it tells the others of Dragonfly.</source>
        <translation>すべてのSentinelからグループの登録を消します。ほかの手順より先に、すべてのSentinelで行ってください。登録の残ったSentinelは、Dragonflyをほかに伝えてしまいます。</translation>
    </message>
    <message>
        <source>Every Sentinel watches the old primary again. Where it wants a login, add SENTINEL SET %1 auth-user and auth-pass.</source>
        <translation>すべてのSentinelが再び旧プライマリを監視します。旧プライマリにログインが必要な場合は、SENTINEL SET %1 auth-userとauth-passを追加してください。</translation>
    </message>
    <message>
        <source>The old primary accepts writes again, with the settings that it had, and keeps them.</source>
        <translation>旧プライマリは元の設定で再び書き込みを受け付け、その設定を保持します。</translation>
    </message>
    <message>
        <source>No Sentinel chooses Dragonfly any more.</source>
        <translation>Dragonflyを選出するSentinelはなくなります。</translation>
    </message>
    <message>
        <source>A replica follows the old primary again. Its min-replicas-to-write is not known from before: 0 is the default.</source>
        <translation>レプリカが再び旧プライマリに追従します。以前のmin-replicas-to-writeの値は不明です。デフォルト値は0です。</translation>
    </message>
    <message>
        <source>A replica follows the old primary again.</source>
        <translation>レプリカが再び旧プライマリに追従します。</translation>
    </message>
    <message>
        <source>Stop what writes, or let it fail: from here on every write on Dragonfly is lost. Copy from Dragonfly by other means what must not be.</source>
        <translation>書き込みを行うものを停止するか、失敗するままにしてください。ここから先、Dragonflyへの書き込みはすべて失われます。失ってはならないものは、別の方法でDragonflyからコピーしてください。</translation>
    </message>
    <message>
        <source>Start the old primary with its configuration file; it was shut down with its data saved.</source>
        <translation>旧プライマリを設定ファイルで起動します。データを保存した状態でシャットダウンされています。</translation>
    </message>
    <message>
        <source>It may still be changed: ask it, then put it back.</source>
        <translation>変更されたままの可能性があります。サーバーに問い合わせてから、元に戻してください。</translation>
    </message>
    <message>
        <source>The old primary %1 is parked: it refuses every write, has priority 0, and its data are as they were at the freeze.</source>
        <translation>旧プライマリ%1は休止しています。すべての書き込みを拒否し、優先度は0で、データは凍結時のままです。</translation>
    </message>
    <message>
        <source>The old primary %1 was shut down, with its data as they were at the freeze saved.</source>
        <translation>旧プライマリ%1はシャットダウンされました。データは凍結時の状態で保存されています。</translation>
    </message>
    <message>
        <source>The old primary %1 is a read-only replica of nobody, with priority 0. Its data are as they were at the freeze.</source>
        <translation>旧プライマリ%1は、どこにも追従しない読み取り専用のレプリカで、優先度は0です。データは凍結時のままです。</translation>
    </message>
    <message>
        <source>Sentinel&apos;s primary was not changed by a finished switch, so there is nothing to go back from. What may still be changed stands below, with its command.</source>
        <translation>完了した切り替えによるSentinelのプライマリの変更はないため、切り戻すものはありません。変更されたままの可能性があるものは、コマンドとともに下に示します。</translation>
    </message>
    <message>
        <source>the promotion</source>
        <translation>昇格</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly. Going back loses every write that Dragonfly accepted since %1, unless it is copied by other means.</source>
        <translation>RedisはDragonflyに追従できません。切り戻すと、別の方法でコピーしない限り、%1以降にDragonflyが受け付けた書き込みはすべて失われます。</translation>
    </message>
    <message>
        <source>Keep the old primary until Dragonfly has written its first snapshot (SAVE) and you are sure; then shut it down.</source>
        <translation>旧プライマリは、Dragonflyが最初のスナップショットを書き込み（SAVE）、問題がないと確認できるまで残しておいてください。その後、シャットダウンしてください。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Nothing that could be read blocks this migration. Not known: %1.</source>
        <translation>読み取れた範囲では、この移行を妨げるものはありません。不明: %1。</translation>
    </message>
    <message>
        <source>The plan “%1” has the identity of a migration that is under way, and is not kept beside it: finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>プラン「%1」は進行中の移行と同じ識別情報を持つため、別に保存されません。先にその移行を終えるか、ファイルから「id」の行を取り除いてください。</translation>
    </message>
    <message>
        <source>As the desktop: light, dark or of high contrast, as that is set, also while Ferryman runs. At once.</source>
        <translation>デスクトップの設定に合わせて、ライト、ダーク、ハイコントラストのいずれかになり、Ferrymanの実行中も追随します。すぐに反映されます。</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>はじめに</translation>
    </message>
    <message>
        <source>What Ferryman does, on the start page, as long as there is no migration. At once.</source>
        <translation>移行がない間、開始ページにFerrymanの概要を表示します。すぐに反映されます。</translation>
    </message>
    <message>
        <source>Dragonfly would be nearly full</source>
        <translation>Dragonflyはほぼ満杯になります</translation>
    </message>
    <message>
        <source>%1; the data take %2 of it</source>
        <translation>%1。うちデータは%2</translation>
    </message>
    <message>
        <source>at most nine tenths of maxmemory</source>
        <translation>maxmemoryの9割以下</translation>
    </message>
    <message>
        <source>A replica loads beyond maxmemory, a primary refuses every write there: from the promotion on clients would get errors.</source>
        <translation>レプリカはmaxmemoryを超えて読み込みますが、プライマリはそこですべての書き込みを拒否します。昇格した時点からクライアントはエラーを受け取ることになります。</translation>
    </message>
    <message>
        <source>Gates at the switch</source>
        <translation>切り替え時の条件</translation>
    </message>
    <message>
        <source>is being made</source>
        <translation>作成中</translation>
    </message>
    <message>
        <source>It says how writes are held back: paused from 6.2 on, refused before.</source>
        <translation>書き込みの止め方を決めます。6.2以降は一時停止、それより前は拒否です。</translation>
    </message>
    <message>
        <source>Dragonfly tells the source about once a second how far it has come.</source>
        <translation>Dragonflyは約1秒に1回、どこまで進んだかを移行元に伝えます。</translation>
    </message>
    <message>
        <source>Only under the same replication id do the offsets of both sides count the same writes.</source>
        <translation>レプリケーションIDが同じときだけ、両側のオフセットは同じ書き込みを数えます。</translation>
    </message>
    <message>
        <source>Clients may ask any Sentinel for the primary, and must be told the same by all.</source>
        <translation>クライアントはどのSentinelにもプライマリを問い合わせるため、すべてが同じ答えを返す必要があります。</translation>
    </message>
    <message>
        <source>In tilt a Sentinel distrusts its clock and acts on nothing for half a minute; one in doubt of the source may begin a failover of its own.</source>
        <translation>ティルト中のSentinelは自分の時計を信用せず、30秒間何もしません。移行元を疑うSentinelは自らフェイルオーバーを始めることがあります。</translation>
    </message>
    <message>
        <source>A Sentinel promotes the replica of the lowest priority above 0, and of those the one with the most data.</source>
        <translation>Sentinelは0より大きい最小の優先度を持つレプリカを昇格させ、同じ場合は最も多くのデータを持つものを選びます。</translation>
    </message>
</context>
<context>
    <name>evidence</name>
    <message>
        <source>not said</source>
        <translation>情報なし</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>はい</translation>
    </message>
    <message>
        <source>no</source>
        <translation>いいえ</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>移行元: %1</translation>
    </message>
    <message>
        <source>Dragonfly: %1</source>
        <translation>Dragonfly: %1</translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Unbroken for</source>
        <translation>途切れずに継続</translation>
    </message>
    <message>
        <source>Largest lag in that time</source>
        <translation>その間の最大遅延</translation>
    </message>
    <message>
        <source>Samples taken, missed</source>
        <translation>測定回数、欠測回数</translation>
    </message>
    <message>
        <source>Round trip to %1</source>
        <translation>%1までの往復時間</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>接続先</translation>
    </message>
    <message>
        <source>The source lists</source>
        <translation>移行元の一覧</translation>
    </message>
    <message>
        <source>Written on the source</source>
        <translation>移行元への書き込み</translation>
    </message>
    <message>
        <source>Applied on Dragonfly</source>
        <translation>Dragonflyでの適用</translation>
    </message>
    <message>
        <source>Keys compared</source>
        <translation>比較したキー</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差異</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>Compared until</source>
        <translation>比較の終了時刻</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>結果の対象</translation>
    </message>
    <message>
        <source>Written since</source>
        <translation>以後の書き込み</translation>
    </message>
    <message>
        <source>Keys to compare within the freeze</source>
        <translation>凍結中に比較するキー</translation>
    </message>
    <message>
        <source>answered in %1; quorum %2</source>
        <translation>%1で応答、クォーラム%2</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>受け入れ済み: %1</translation>
    </message>
    <message>
        <source>Checks that ran</source>
        <translation>実行した検査</translation>
    </message>
    <message>
        <source>It costs</source>
        <translation>代償</translation>
    </message>
    <message>
        <source>Read at</source>
        <translation>読み取り時刻</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>理由</translation>
    </message>
</context>
<context>
    <name>ferryman::AssessPage</name>
    <message>
        <source>&amp;Check all</source>
        <translation>すべて検査(&amp;C)</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>検出事項</translation>
    </message>
    <message>
        <source>All checks read the live servers and change nothing.</source>
        <translation>検査はすべて、稼働中のサーバーを読み取るだけで、何も変更しません。</translation>
    </message>
    <message>
        <source>Connect first: the checks need the Sentinels, the source and Dragonfly.</source>
        <translation>先に「接続」を行ってください。検査にはSentinel、移行元、Dragonflyが必要です。</translation>
    </message>
    <message>
        <source>Checking the live servers; each check has 5 seconds.</source>
        <translation>稼働中のサーバーを検査しています。各検査の制限時間は5秒です。</translation>
    </message>
    <message>
        <source>Nothing was checked yet: press “Check all”.</source>
        <translation>まだ何も検査していません。「すべて検査」を押してください。</translation>
    </message>
    <message>
        <source>Replicate opens when all checks were made and no blocker is left.</source>
        <translation>すべての検査が終わり、阻害要因がなくなると、「レプリケーション」に進めます。</translation>
    </message>
    <message>
        <source>No blocker is left. Replicate is open.</source>
        <translation>阻害要因はありません。「レプリケーション」に進めます。</translation>
    </message>
    <message>
        <source>Each finding says what was found, what is wanted, with which command it was read, and why it matters. A blocker must be mended; a warning may be accepted with a reason, which goes into the report. “Unknown” is not “passed”: something could not be read.</source>
        <translation>各検出事項は、検出した値、期待する値、読み取りに使ったコマンド、そして重要である理由を示します。阻害要因は修正が必要です。警告は、理由を添えて受け入れることができ、その理由はレポートに載ります。「不明」は「合格」ではありません。読み取れなかったものがあるという意味です。</translation>
    </message>
    <message>
        <source>Replicate opens when no blocker is left; now: %1.</source>
        <translation>阻害要因がなくなると「レプリケーション」に進めます。現在: %1。</translation>
    </message>
    <message>
        <source>Filter the findings</source>
        <translation>検出事項を絞り込み</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>フィルター</translation>
    </message>
    <message>
        <source>&amp;Check all again</source>
        <translation>すべて再検査(&amp;C)</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 checks in %3, read %4.</source>
        <translation>
            <numerusform>%1検査%2件、所要時間%3、取得: %4。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is being mended: the servers are asked once more before and after.</source>
        <translation>%1を修正しています。修正の前後に、サーバーへもう一度問い合わせます。</translation>
    </message>
    <message>
        <source>The checks are being made</source>
        <translation>検査を実行しています</translation>
    </message>
    <message>
        <source>No finding yet</source>
        <translation>検出事項はまだありません</translation>
    </message>
    <message>
        <source>Each check stands here with what was found, what is wanted, why it matters, and the command that mends it.</source>
        <translation>各検査の検出値、期待する値、重要である理由、修正するコマンドがここに表示されます。</translation>
    </message>
    <message>
        <source>Nothing is shown</source>
        <translation>表示する項目がありません</translation>
    </message>
    <message>
        <source>The buttons and the words above hide all findings.</source>
        <translation>上のボタンと語句により、すべての検出事項が非表示になっています。</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartBoard</name>
    <message>
        <source>Replication offset</source>
        <translation>レプリケーションオフセット</translation>
    </message>
    <message>
        <source>source</source>
        <translation>移行元</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>遅延（バイト）</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>書き込み速度と適用速度</translation>
    </message>
    <message>
        <source>written</source>
        <translation>書き込み</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>適用</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>遅延（秒）</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>測定値、新しい順</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>しきい値 %1</translation>
    </message>
    <message>
        <source>limit %1 s</source>
        <translation>しきい値 %1 s</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>アタッチ</translation>
    </message>
    <message>
        <source>sync done</source>
        <translation>同期完了</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>安定</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>未安定</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>再同期</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>凍結</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>昇格</translation>
    </message>
    <message>
        <source>No sample yet.</source>
        <translation>測定値はまだありません。</translation>
    </message>
    <message>
        <source>Newest sample %1, live</source>
        <translation>最新の測定値 %1、更新中</translation>
    </message>
    <message>
        <source>Keys: sync progress</source>
        <translation>キー: 同期の進捗</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Stands still at %1; sampling goes on.</source>
        <translation>%1で止めています。測定は続いています。</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>グラフをエクスポート</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>%1にエクスポートしました。</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartGestures</name>
    <message>
        <source>Left and Right read the values at one moment. Plus and Minus zoom, Shift with Left and Right moves through time, Home leads to the beginning and End back to live. With the mouse: turn the wheel, drag, double-click for live.</source>
        <translation>左右の矢印キーで特定の時点の値を読み取れます。プラスとマイナスのキーで拡大・縮小、Shiftと左右の矢印キーで時間の移動、Homeキーで先頭へ移動、Endキーで最新の表示に戻ります。マウスでは、ホイールの回転、ドラッグ、ダブルクリック（最新の表示に戻る）を使えます。</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartTools</name>
    <message>
        <source>1 min</source>
        <translation>1分</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5分</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1時間</translation>
    </message>
    <message>
        <source>All</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Zoomed</source>
        <translation>拡大</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Pause the charts; sampling goes on</source>
        <translation>グラフを一時停止（測定は継続）</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>Show the samples as a table</source>
        <translation>測定値を表で表示</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1を表示</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>グラフをエクスポート</translation>
    </message>
    <message>
        <source>&amp;Picture (PNG)…</source>
        <translation>画像（PNG）(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Drawing (SVG)…</source>
        <translation>図（SVG）(&amp;D)…</translation>
    </message>
    <message>
        <source>All &amp;values (CSV)…</source>
        <translation>すべての値（CSV）(&amp;V)…</translation>
    </message>
    <message>
        <source>Zoomed to %1</source>
        <translation>%1に拡大</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>最新に戻る</translation>
    </message>
    <message>
        <source>Back to the newest sample</source>
        <translation>最新の測定値に戻る</translation>
    </message>
</context>
<context>
    <name>ferryman::CloseBox</name>
    <message>
        <source>&amp;Stay</source>
        <translation>閉じない(&amp;S)</translation>
    </message>
    <message>
        <source>A switch is under way</source>
        <translation>切り替えが進行中です</translation>
    </message>
    <message>
        <source>The switch can no longer be undone: closing now would leave the source frozen. The window can close by itself as soon as the switch has ended.</source>
        <translation>切り替えはもう取り消せません。ここで閉じると、移行元が凍結されたままになります。切り替えが終わり次第、ウィンドウを自動的に閉じることもできます。</translation>
    </message>
    <message>
        <source>The switch can still be aborted: everything is put back, then the window closes.</source>
        <translation>切り替えはまだ中止できます。すべてを元に戻してから、ウィンドウを閉じます。</translation>
    </message>
    <message>
        <source>&amp;Close when it has ended</source>
        <translation>終了後に閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Abort and close</source>
        <translation>中止して閉じる(&amp;A)</translation>
    </message>
    <message>
        <source>A switch is left open</source>
        <translation>未完了の切り替えがあります</translation>
    </message>
    <message>
        <source>The switch needs a person, and the source may still refuse writes. Closing changes nothing of that; the next start can take the switch up again.</source>
        <translation>切り替えには人の対応が必要で、移行元がまだ書き込みを拒否している可能性があります。閉じてもこの状態は変わりません。次回の起動時に切り替えを再開できます。</translation>
    </message>
    <message>
        <source>&amp;Close and leave it open</source>
        <translation>未完了のまま閉じる(&amp;C)</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandBlock</name>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>コピー: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandPreview</name>
    <message>
        <source>What will be sent, literally</source>
        <translation>送信される内容そのもの</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save as runbook…</source>
        <translation>手順書として保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Commands that the switch will send</source>
        <translation>切り替えで送信されるコマンド</translation>
    </message>
    <message>
        <source>The commands stand here as soon as the topology and Dragonfly are known.</source>
        <translation>トポロジーとDragonflyが判明すると、ここにコマンドが表示されます。</translation>
    </message>
    <message>
        <source>Save as runbook</source>
        <translation>手順書として保存</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>%1として保存しました。</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1に書き込めませんでした: %2</translation>
    </message>
</context>
<context>
    <name>ferryman::ConfirmBox</name>
    <message>
        <source>Will be sent</source>
        <translation>送信内容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Reason for accepting the finding</source>
        <translation>検出事項を受け入れる理由</translation>
    </message>
    <message>
        <source>Reason, for the report</source>
        <translation>理由（レポートに記載）</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectPage</name>
    <message>
        <source>Enter any one Sentinel and Dragonfly: the primary and all other Sentinels are found from there.</source>
        <translation>いずれか1つのSentinelとDragonflyを入力してください。プライマリとほかのすべてのSentinelは、そこから見つけます。</translation>
    </message>
    <message>
        <source>&amp;Read and test</source>
        <translation>読み取りとテスト(&amp;R)</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>トポロジー</translation>
    </message>
    <message>
        <source>read again twice a second</source>
        <translation>毎秒2回更新</translation>
    </message>
    <message>
        <source>Connection tests</source>
        <translation>接続テスト</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>未実施</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 failed</source>
        <translation>
            <numerusform>%2件中%1件失敗</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %1 usable</source>
        <translation>
            <numerusform>%1 / %1 使用可能</numerusform>
        </translation>
    </message>
    <message>
        <source>The practice lab is being started.</source>
        <translation>練習用ラボを起動しています。</translation>
    </message>
    <message>
        <source>Reading the Sentinels and testing each connection; each has 5 seconds.</source>
        <translation>Sentinelを読み取り、各接続をテストしています。制限時間はそれぞれ5秒です。</translation>
    </message>
    <message>
        <source>Every connection that is needed works. Assess is open.</source>
        <translation>必要な接続はすべて正常です。「診断」に進めます。</translation>
    </message>
    <message>
        <source>Assess opens when the Sentinels, the source and Dragonfly answer.</source>
        <translation>Sentinel、移行元、Dragonflyが応答すると「診断」に進めます。</translation>
    </message>
    <message>
        <source>A source without Sentinel gets one first: only Sentinel can lead the clients to Dragonfly.</source>
        <translation>Sentinelのない移行元には、先にSentinelを用意します。クライアントをDragonflyへ導けるのはSentinelだけです。</translation>
    </message>
    <message>
        <source>A Sentinel knows the primary of its group, its replicas and the other Sentinels. Ferryman asks each of them for itself, because clients do so too. In the drawing the arrow keys go from server to server, and Enter opens what is known of one, with its INFO. Nothing is changed on this page. Passwords stay in memory for this session; a plan file names where they come from and never holds them.</source>
        <translation>Sentinelは、グループのプライマリ、そのレプリカ、ほかのSentinelを把握しています。クライアントと同じように、FerrymanもそれぞれのSentinelに個別に問い合わせます。図では矢印キーでサーバー間を移動し、Enterでそのサーバーについて判明している内容とINFOを開きます。このページでは何も変更されません。パスワードはこのセッションの間だけメモリに保持します。プランのファイルにはパスワードの取得元だけを記録し、パスワードそのものは決して保存しません。</translation>
    </message>
    <message>
        <source>No connection was tested yet</source>
        <translation>接続はまだテストされていません</translation>
    </message>
    <message>
        <source>Each server stands here with its version, or with the stage at which its test failed: name lookup, connection, TLS, login or permissions.</source>
        <translation>各サーバーのバージョン、またはテストが失敗した段階（名前解決、接続、TLS、ログイン、権限）がここに表示されます。</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionModel</name>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>移行元</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>レプリカ</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>TLSなし</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>テスト中…</translation>
    </message>
    <message>
        <source>usable: %1, %2, %3 ms</source>
        <translation>使用可能: %1、%2、%3 ms</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未テスト</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>ロール</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionRemoval</name>
    <message>
        <source>Delete a connection</source>
        <translation>接続を削除</translation>
    </message>
    <message>
        <source>Delete the connection “%1”?</source>
        <translation>接続「%1」を削除しますか？</translation>
    </message>
    <message>
        <source>Plans that were made with it keep what they took from it.</source>
        <translation>この接続で作成したプランには、取り込んだ内容がそのまま残ります。</translation>
    </message>
    <message>
        <source>Delete the keychain&apos;s entry “%1”, too; plans may name it</source>
        <translation>キーチェーンのエントリ「%1」も削除する（プランで使われている場合があります）</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>残す(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>削除(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionTestView</name>
    <message>
        <source>Name lookup</source>
        <translation>名前解決</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>ログイン</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>権限</translation>
    </message>
    <message>
        <source>%1, certificate of %2 by %3, valid until %4</source>
        <translation>%1、%2の証明書（発行者: %3、有効期限: %4）</translation>
    </message>
    <message>
        <source>INFO, ROLE and SENTINEL MASTERS are answered</source>
        <translation>INFO、ROLE、SENTINEL MASTERSに応答あり</translation>
    </message>
    <message>
        <source>INFO, ROLE and CONFIG GET are answered</source>
        <translation>INFO、ROLE、CONFIG GETに応答あり</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>未実施</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>未到達</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>not wanted: the URL says redis://</source>
        <translation>不使用: URLがredis://</translation>
    </message>
    <message>
        <source>not needed: an IP address is given</source>
        <translation>不要: IPアドレス指定</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>primary, replicas: %1</source>
        <translation>プライマリ、レプリカ: %1</translation>
    </message>
    <message>
        <source>replica of %1, link: %2</source>
        <translation>%1のレプリカ、リンク: %2</translation>
    </message>
    <message>
        <source>watches no group</source>
        <translation>監視中のグループなし</translation>
    </message>
    <message>
        <source>watches %1</source>
        <translation>%1を監視中</translation>
    </message>
    <message>
        <source>role unknown</source>
        <translation>役割不明</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>テスト(&amp;T)</translation>
    </message>
    <message>
        <source>C&amp;ancel test</source>
        <translation>テストをキャンセル(&amp;A)</translation>
    </message>
    <message>
        <source>each stage has 5 seconds; nothing changes on the server</source>
        <translation>制限時間は各段階5秒。サーバーでは何も変更されません</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未テスト</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>テストはキャンセルされました。</translation>
    </message>
    <message>
        <source>Answers within %1 ms. What a switch needs besides, Assess tests.</source>
        <translation>%1 ms以内に応答しました。切り替えに必要なその他の点は「診断」で検査します。</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionsDialog</name>
    <message>
        <source>Connections</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>To be chosen in Connect. A password is in the system&apos;s keychain, in an environment variable, or in memory until Ferryman ends; never in Ferryman&apos;s own files.</source>
        <translation>「接続」のページで選択できます。パスワードは、システムのキーチェーンか環境変数に置くか、Ferrymanの終了までメモリに保持します。Ferryman自身のファイルには決して保存しません。</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新規(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>削除(&amp;D)…</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Import from clip&amp;board…</source>
        <translation>クリップボードからインポート(&amp;B)…</translation>
    </message>
    <message>
        <source>Import from &amp;RedisInsight…</source>
        <translation>RedisInsightからインポート(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Keep it for this session only</source>
        <translation>このセッションの間だけ保持(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>キーチェーンに問い合わせています。ロックの解除を求められることがあります。</translation>
    </message>
    <message>
        <source>“%1” is kept.</source>
        <translation>「%1」を保存しました。</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>「%1」を削除しました。</translation>
    </message>
    <message>
        <source>The clipboard holds Redis URLs: they can be imported.</source>
        <translation>クリップボードにRedisのURLがあります。インポートできます。</translation>
    </message>
    <message>
        <source>“%1” was deleted meanwhile, by another console or an editor. Save once more to keep it as it is shown here.</source>
        <translation>その間に「%1」が別のコンソールまたはエディターで削除されました。ここに表示されているとおりに残すには、もう一度保存してください。</translation>
    </message>
    <message>
        <source>“%1” was changed meanwhile, by another console or an editor. Save once more to keep what is shown here, or choose it again to see the other.</source>
        <translation>その間に「%1」が別のコンソールまたはエディターで変更されました。ここに表示されている内容を残すにはもう一度保存し、変更後の内容を見るには選択し直してください。</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>保存された接続はまだありません</translation>
    </message>
    <message>
        <source>“Save” keeps what is entered beside this list.</source>
        <translation>「保存」を押すと、この一覧の横に入力した内容が保存されます。</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceModel</name>
    <message>
        <source>Database</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>Extra</source>
        <translation>余分</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>型</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>有効期限</translation>
    </message>
    <message>
        <source>Field expiry</source>
        <translation>フィールドの有効期限</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>ストリーム</translation>
    </message>
    <message>
        <source>Dragonfly has no database of that index.</source>
        <translation>Dragonflyにその番号のデータベースがありません。</translation>
    </message>
    <message>
        <source>The key is on the source alone.</source>
        <translation>キーが移行元にしかありません。</translation>
    </message>
    <message>
        <source>The key is on Dragonfly alone.</source>
        <translation>キーがDragonflyにしかありません。</translation>
    </message>
    <message>
        <source>Both have the key, with different types.</source>
        <translation>キーは両方にありますが、型が異なります。</translation>
    </message>
    <message>
        <source>The same type, but another content.</source>
        <translation>型は同じですが、内容が異なります。</translation>
    </message>
    <message>
        <source>The same content, but it expires at another time or on one side alone.</source>
        <translation>内容は同じですが、有効期限が異なるか、片方にしかありません。</translation>
    </message>
    <message>
        <source>The same content, but one of its fields expires at another time.</source>
        <translation>内容は同じですが、いずれかのフィールドの有効期限が異なります。</translation>
    </message>
    <message>
        <source>The same entries, but last id, counters, groups, consumers or pending entries differ.</source>
        <translation>エントリは同じですが、最後のID、カウンター、グループ、コンシューマー、未確認エントリのいずれかが異なります。</translation>
    </message>
    <message>
        <source>byte %1</source>
        <translation>バイト %1</translation>
    </message>
    <message>
        <source>index %1</source>
        <translation>インデックス %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>順位 %1</translation>
    </message>
    <message>
        <source>field %1</source>
        <translation>フィールド %1</translation>
    </message>
    <message>
        <source>member %1</source>
        <translation>メンバー %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>グループ %1</translation>
    </message>
    <message>
        <source>entry %1</source>
        <translation>エントリ %1</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>すべてのキー</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>DB</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差異</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceView</name>
    <message>
        <source>nothing</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>database %1</source>
        <translation>データベース %1</translation>
    </message>
    <message>
        <source>from %1 on</source>
        <translation>%1以降</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>移行元</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差異</translation>
    </message>
    <message>
        <source>The chosen difference</source>
        <translation>選択した差異</translation>
    </message>
    <message>
        <source>The first %1 of %2; all of them are counted.</source>
        <translation>%2件のうち先頭の%1件を表示しています。件数にはすべてが含まれます。</translation>
    </message>
</context>
<context>
    <name>ferryman::DryRunView</name>
    <message>
        <source>wanted: %1</source>
        <translation>期待値: %1</translation>
    </message>
    <message>
        <source>Gates, read for this dry run:</source>
        <translation>このドライランで読み取った条件:</translation>
    </message>
    <message>
        <source>What would have been sent, and was not:</source>
        <translation>送信されるはずの内容（送信していません）:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the result of the dry run</source>
        <translation>ドライランの結果をコピー</translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would have begun, all %2 gates are open.</source>
        <translation>
            <numerusform>%1のドライラン: 切り替えを開始できる状態でした。%2件の条件をすべて満たしています。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</source>
        <translation>
            <numerusform>%1のドライラン: 切り替えを開始できない状態でした。%3件の条件のうち%2件が未達です。</numerusform>
        </translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>遅延</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>書き込み停止時間</translation>
    </message>
    <message>
        <source>Freeze budget</source>
        <translation>凍結の上限</translation>
    </message>
    <message>
        <source>What would have been sent</source>
        <translation>送信されるはずだった内容</translation>
    </message>
    <message>
        <source>Commands that the switch would have sent</source>
        <translation>切り替えで送信されるはずだったコマンド</translation>
    </message>
    <message>
        <source>Nothing was sent that changes a setting.</source>
        <translation>設定を変更するものは何も送信していません。</translation>
    </message>
    <message numerus="yes">
        <source>on %1 servers, with the ways back</source>
        <translation>
            <numerusform>サーバー%1台、戻す手順を含む</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly would receive it while writes wait</source>
        <translation>書き込みが待機している間にDragonflyが受け取ります</translation>
    </message>
    <message>
        <source>without the last write after half of it, everything is put back</source>
        <translation>その半分までに最後の書き込みが届かなければ、すべて元に戻します</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointFields</name>
    <message>
        <source>Choose a connection: %1</source>
        <translation>接続を選択: %1</translation>
    </message>
    <message>
        <source>What was used before, kept connections, and the clipboard</source>
        <translation>以前に使用したもの、保存した接続、クリップボード</translation>
    </message>
    <message>
        <source>Password and TLS as in “%1”</source>
        <translation>パスワードとTLSは「%1」と同じ</translation>
    </message>
    <message>
        <source>Password as in “%1”</source>
        <translation>パスワードは「%1」と同じ</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>プランの指定どおり</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>このセッションの間だけメモリに保持します。</translation>
    </message>
    <message>
        <source>Any one Sentinel</source>
        <translation>いずれかのSentinel</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>URL of any one Sentinel</source>
        <translation>いずれかのSentinelのURL</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>found, if there is one only</source>
        <translation>1つだけなら自動検出</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Sentinelのパスワード</translation>
    </message>
    <message>
        <source>&amp;No Sentinel yet…</source>
        <translation>Sentinelがまだない場合(&amp;N)…</translation>
    </message>
    <message>
        <source>Writes a sentinel.conf for each host, or registers the group on running Sentinels.</source>
        <translation>ホストごとにsentinel.confを作成するか、動作中のSentinelにグループを登録します。</translation>
    </message>
    <message>
        <source>Source, as Sentinel names it</source>
        <translation>移行元（Sentinelが示すもの）</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>アドレス</translation>
    </message>
    <message>
        <source>read from Sentinel</source>
        <translation>Sentinelから取得</translation>
    </message>
    <message>
        <source>Address of the source</source>
        <translation>移行元のアドレス</translation>
    </message>
    <message>
        <source>User</source>
        <translation>ユーザー</translation>
    </message>
    <message>
        <source>User on the source</source>
        <translation>移行元のユーザー</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>移行元のパスワード</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>URL of Dragonfly</source>
        <translation>DragonflyのURL</translation>
    </message>
    <message>
        <source>Password of Dragonfly</source>
        <translation>Dragonflyのパスワード</translation>
    </message>
    <message>
        <source>TLS, for rediss:// URLs</source>
        <translation>TLS（rediss:// URL用）</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>証明書</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>鍵</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>サーバー名</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>URLのとおり</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointMenu</name>
    <message>
        <source>&amp;Connections…</source>
        <translation>接続(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Forget recent addresses</source>
        <translation>最近使用したアドレスを消去(&amp;F)</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>以前に使用</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>保存した接続はまだありません</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>On the clipboard</source>
        <translation>クリップボード上</translation>
    </message>
    <message>
        <source>%1, with password</source>
        <translation>%1、パスワード付き</translation>
    </message>
</context>
<context>
    <name>ferryman::FailOverPage</name>
    <message>
        <source>Back to the &amp;gates</source>
        <translation>条件に戻る(&amp;G)</translation>
    </message>
    <message>
        <source>Primary now: %1. After the switch: Dragonfly %2.</source>
        <translation>現在のプライマリ: %1。切り替え後: Dragonfly %2。</translation>
    </message>
    <message>
        <source>No gate was read yet: start the replication first.</source>
        <translation>条件はまだ読み取られていません。先にレプリケーションを開始してください。</translation>
    </message>
    <message numerus="yes">
        <source>All %1 gates are open.</source>
        <translation>
            <numerusform>%1件の条件をすべて満たしています。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 gates are closed.</source>
        <translation>
            <numerusform>%2件の条件のうち%1件が未達です。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2; wanted: %3.</source>
        <translation>%1: %2、期待値: %3。</translation>
    </message>
    <message>
        <source>The primary of %1 is changing to Dragonfly %2.</source>
        <translation>%1のプライマリをDragonfly %2に切り替えています。</translation>
    </message>
    <message>
        <source>The switch is running.</source>
        <translation>切り替えを実行中です。</translation>
    </message>
    <message>
        <source>From here there is no way back; it goes on until it is done or needs a person.</source>
        <translation>ここからは後戻りできません。完了するか、人の対応が必要になるまで進みます。</translation>
    </message>
    <message>
        <source>Until the failover is sent to Sentinel, everything can be put back.</source>
        <translation>フェイルオーバーをSentinelに送信するまでは、すべてを元に戻せます。</translation>
    </message>
    <message>
        <source>The primary of %1 is Dragonfly %2.</source>
        <translation>%1のプライマリはDragonfly %2です。</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完了しました。</translation>
    </message>
    <message>
        <source>The primary of %1 is as it was before.</source>
        <translation>%1のプライマリは以前のままです。</translation>
    </message>
    <message>
        <source>Aborted: everything was put back.</source>
        <translation>中止しました。すべてを元に戻しました。</translation>
    </message>
    <message>
        <source>The switch of %1 cannot go on by itself.</source>
        <translation>%1の切り替えは自動では続行できません。</translation>
    </message>
    <message>
        <source>A person is needed.</source>
        <translation>人の対応が必要です。</translation>
    </message>
    <message>
        <source>Fail over %1</source>
        <translation>%1をフェイルオーバー</translation>
    </message>
    <message>
        <source>waits for the gates</source>
        <translation>条件の達成待ち</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the name is typed.</source>
        <translation>すべての条件を満たし、名前を入力すると、ボタンを押せるようになります。</translation>
    </message>
    <message>
        <source>Confirmed.</source>
        <translation>確認しました。</translation>
    </message>
    <message>
        <source>All gates are read once more before anything is sent.</source>
        <translation>何かを送信する前に、すべての条件をもう一度読み取ります。</translation>
    </message>
    <message>
        <source>This is not the name of the group.</source>
        <translation>グループの名前と一致しません。</translation>
    </message>
    <message>
        <source>The report opens when the switch has ended.</source>
        <translation>切り替えが終わるとレポートを開けます。</translation>
    </message>
    <message>
        <source>Every command and reply of the switch stands in the journal.</source>
        <translation>切り替えのすべてのコマンドと応答はジャーナルに記録されています。</translation>
    </message>
    <message>
        <source>Sentinel makes Dragonfly the primary, and clients follow.</source>
        <translation>SentinelがDragonflyをプライマリにし、クライアントが続きます。</translation>
    </message>
    <message>
        <source>Expected write outage: %1.</source>
        <translation>書き込み停止の見込み時間: %1。</translation>
    </message>
    <message>
        <source>If Dragonfly has not received the last write within %1, half of the freeze budget, everything is put back.</source>
        <translation>凍結の許容時間の半分にあたる%1以内にDragonflyが最後の書き込みを受け取らなければ、すべてを元に戻します。</translation>
    </message>
    <message>
        <source>&amp;Type the group&apos;s name to confirm</source>
        <translation>確認のためグループ名を入力(&amp;T)</translation>
    </message>
    <message>
        <source>The group&apos;s name, as confirmation</source>
        <translation>確認用のグループ名</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the group&apos;s name is typed.</source>
        <translation>すべての条件を満たし、グループ名を入力すると、ボタンを押せるようになります。</translation>
    </message>
    <message>
        <source>&amp;Dry run</source>
        <translation>ドライラン(&amp;D)</translation>
    </message>
    <message>
        <source>Reads every gate anew and says what the switch would do. It sends nothing that changes a setting.</source>
        <translation>すべての条件を新たに読み取り、切り替えで何を行うかを示します。設定を変更するものは何も送信しません。</translation>
    </message>
    <message>
        <source>Dry run: every gate is being read anew.</source>
        <translation>ドライラン: すべての条件を新たに読み取っています。</translation>
    </message>
    <message>
        <source>Nothing is sent that changes a setting.</source>
        <translation>設定を変更するものは何も送信しません。</translation>
    </message>
    <message>
        <source>The switch freezes the writes on the source, waits until Dragonfly has the last one, and then lets Sentinel promote Dragonfly. Each gate is a condition without which that would not be safe; all are read again just before. Until the failover is sent to Sentinel everything can be put back, from then on it only goes forward. The commands on the right are those that will be sent, to the letter. Choose a gate to see what it was judged by. The dry run reads all of it anew and says what the switch would do.</source>
        <translation>切り替えでは、移行元の書き込みを凍結し、Dragonflyが最後の書き込みを受け取るまで待ってから、SentinelにDragonflyを昇格させます。各条件は、安全のために欠かせないものです。すべての条件を直前にもう一度読み取ります。フェイルオーバーをSentinelに送信するまではすべてを元に戻せますが、それ以降は前に進むだけです。右側のコマンドは、一字一句そのまま送信されます。条件を選択すると、その判定の根拠が表示されます。ドライランでは、すべてを新たに読み取り、切り替えで何を行うかを示します。</translation>
    </message>
    <message>
        <source>The switch has changed nothing yet.</source>
        <translation>切り替えはまだ何も変更していません。</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingModel</name>
    <message>
        <source>two</source>
        <translation>2</translation>
    </message>
    <message>
        <source>three</source>
        <translation>3</translation>
    </message>
    <message>
        <source>four</source>
        <translation>4</translation>
    </message>
    <message>
        <source>five</source>
        <translation>5</translation>
    </message>
    <message>
        <source>six</source>
        <translation>6</translation>
    </message>
    <message>
        <source>seven</source>
        <translation>7</translation>
    </message>
    <message>
        <source>eight</source>
        <translation>8</translation>
    </message>
    <message>
        <source>nine</source>
        <translation>9</translation>
    </message>
    <message>
        <source>ten</source>
        <translation>10</translation>
    </message>
    <message>
        <source>eleven</source>
        <translation>11</translation>
    </message>
    <message>
        <source>twelve</source>
        <translation>12</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>受け入れ済み</translation>
    </message>
    <message>
        <source>accepted by %1</source>
        <translation>%1が受け入れ</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>阻害要因</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>注記</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Blockers</source>
        <translation>阻害要因</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>注記</translation>
    </message>
    <message>
        <source>Nothing stands in the way of this migration.</source>
        <translation>この移行を妨げるものはありません。</translation>
    </message>
    <message numerus="yes">
        <source>Nothing blocks this migration, %1 things deserve a look.</source>
        <translation>
            <numerusform>この移行を妨げるものはありません。確認すべき項目が%1件あります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 things block this migration</source>
        <translation>
            <numerusform>この移行を妨げる項目が%1件あります</numerusform>
        </translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 deserve a look.</source>
        <translation>
            <numerusform>%1。ほかに確認すべき項目が%2件あります。</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>たった今</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>one</source>
        <translation>1</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingView</name>
    <message>
        <source>undone</source>
        <translation>取り消し済み</translation>
    </message>
    <message>
        <source>done</source>
        <translation>実行済み</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>拒否: %1</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未送信</translation>
    </message>
    <message>
        <source>the reply was lost</source>
        <translation>応答を受信できず</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>再検査(&amp;G)</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>修正済み</translation>
    </message>
    <message>
        <source>&amp;Undo the mend…</source>
        <translation>修正を元に戻す(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;Accept…</source>
        <translation>受け入れる(&amp;A)…</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>検出値</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>期待値</translation>
    </message>
    <message>
        <source>Read with</source>
        <translation>読み取りコマンド</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>読み取り時刻</translation>
    </message>
    <message>
        <source>Why it matters</source>
        <translation>重要な理由</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>受け入れ</translation>
    </message>
    <message>
        <source>No finding is chosen</source>
        <translation>検出事項が選択されていません</translation>
    </message>
    <message>
        <source>is being read again…</source>
        <translation>読み取り直しています…</translation>
    </message>
    <message>
        <source>by %1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Ferryman can run this on %1</source>
        <translation>Ferrymanが%1で実行できます</translation>
    </message>
    <message>
        <source>to be run by hand</source>
        <translation>手動で実行してください</translation>
    </message>
    <message>
        <source>puts it back as it was</source>
        <translation>元の状態に戻します</translation>
    </message>
    <message>
        <source>by %1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>修正は不要です。</translation>
    </message>
    <message>
        <source>No command mends this by itself; the lines above say what to do.</source>
        <translation>これだけで修正できるコマンドはありません。行うべきことは上の各行をご覧ください。</translation>
    </message>
    <message>
        <source>Ferryman asks the servers again…</source>
        <translation>Ferrymanがサーバーに問い合わせ直しています…</translation>
    </message>
    <message>
        <source>This blocker cannot be accepted: it must be mended.</source>
        <translation>この阻害要因は受け入れられません。修正が必要です。</translation>
    </message>
    <message>
        <source>Nothing can be mended while a switch or another mend is under way.</source>
        <translation>切り替えまたは別の修正が進行中のため、修正できません。</translation>
    </message>
    <message numerus="yes">
        <source>These commands will be sent to %1. The journal is written first.</source>
        <translation>
            <numerusform>次のコマンドを%1に送信します。その前にジャーナルに記録します。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing undoes them.</source>
        <translation>
            <numerusform>元に戻すコマンドはありません。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>今すぐ送信(&amp;S)</translation>
    </message>
    <message>
        <source>These commands put back what was mended.</source>
        <translation>次のコマンドで、修正した内容を元に戻します。</translation>
    </message>
    <message>
        <source>The finding stays as it is. Who accepts it, and why, goes into the journal and the report.</source>
        <translation>検出事項はそのまま残ります。誰がどのような理由で受け入れたかは、ジャーナルとレポートに記録されます。</translation>
    </message>
    <message>
        <source>Accep&amp;t it</source>
        <translation>受け入れる(&amp;T)</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Run %1 commands…</source>
        <translation>
            <numerusform>%1件のコマンドを実行(&amp;R)…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FirstTimePanel</name>
    <message>
        <source>First time on this system?</source>
        <translation>このシステムでは初めてですか？</translation>
    </message>
    <message>
        <source>Ferryman moves a Redis primary that Sentinel manages to Dragonfly, while its clients go on writing. Six steps lead through it: connect, assess, replicate, verify, fail over, report. The first two only read, and whatever changes a server later is shown to you first, as the commands that are sent.</source>
        <translation>Ferrymanは、Sentinelが管理するRedisのプライマリを、クライアントが書き込みを続けている間にDragonflyへ移行します。接続、診断、レプリケーション、照合、フェイルオーバー、レポートの6つの手順で進みます。最初の2つは読み取るだけです。その後サーバーを変更するものは、送信するコマンドとして事前に表示されます。</translation>
    </message>
    <message>
        <source>Sentinel is where your clients ask which server is the primary. Dragonfly becomes a replica of that primary and takes over its data; until you fail over, no Sentinel can choose it. Then Sentinel itself names Dragonfly, and the clients follow by asking as they always did.</source>
        <translation>クライアントは、どのサーバーがプライマリかをSentinelに問い合わせます。Dragonflyはそのプライマリのレプリカになり、データを引き継ぎます。フェイルオーバーを行うまで、SentinelがDragonflyを選出することはありません。その後はSentinel自身がDragonflyを示し、クライアントはいつもどおり問い合わせるだけで移ります。</translation>
    </message>
    <message>
        <source>Rehearse it once, with nothing at stake: Ferryman starts a Redis, three Sentinels, a target and writers that count every acknowledged write. It touches nothing but 127.0.0.1 and a temporary folder, and takes a few minutes.</source>
        <translation>まず一度、リスクなしでリハーサルできます。Ferrymanは、Redis、3つのSentinel、移行先、確認応答済みの書き込みをすべて数える書き込みプログラムを起動します。触れるのは127.0.0.1と一時フォルダーだけで、数分で終わります。</translation>
    </message>
    <message>
        <source>Start the pract&amp;ice lab</source>
        <translation>練習用ラボを起動(&amp;I)</translation>
    </message>
    <message>
        <source>Opens a window of its own; its journal goes with the lab.</source>
        <translation>専用のウィンドウで開きます。ジャーナルはラボとともに削除されます。</translation>
    </message>
    <message>
        <source>Do not &amp;show this again</source>
        <translation>今後は表示しない(&amp;S)</translation>
    </message>
    <message>
        <source>Settings show it again.</source>
        <translation>「設定」で再び表示できます。</translation>
    </message>
</context>
<context>
    <name>ferryman::FormRows</name>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Choose a file: %1</source>
        <translation>ファイルを選択: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::GateList</name>
    <message>
        <source>Gates</source>
        <translation>条件</translation>
    </message>
    <message numerus="yes">
        <source>Gates: %1 of %2 open</source>
        <translation>
            <numerusform>条件: %1 / %2 達成</numerusform>
        </translation>
    </message>
    <message>
        <source>Evidence of the chosen gate</source>
        <translation>選択した条件の根拠</translation>
    </message>
    <message>
        <source>No gate was read yet</source>
        <translation>条件はまだ読み取られていません</translation>
    </message>
    <message>
        <source>A gate is a condition without which the switch would not be safe. Each stands here with its value, what is wanted, and its age, once replication runs.</source>
        <translation>条件とは、満たされないと切り替えが安全でなくなるものです。レプリケーションが動き始めると、それぞれの値、期待値、読み取りからの経過時間がここに表示されます。</translation>
    </message>
    <message>
        <source>choose one for its evidence</source>
        <translation>選ぶと根拠を表示</translation>
    </message>
</context>
<context>
    <name>ferryman::GateModel</name>
    <message>
        <source>Replication</source>
        <translation>レプリケーション</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>データ</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>プラン</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 open</source>
        <translation>
            <numerusform>%1 / %2 達成</numerusform>
        </translation>
    </message>
    <message>
        <source>never read</source>
        <translation>未取得</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>open</source>
        <translation>達成</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>未達</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Value now</source>
        <translation>現在値</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>期待値</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>経過時間</translation>
    </message>
</context>
<context>
    <name>ferryman::HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Explain this page</source>
        <translation>このページの説明(&amp;E)</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>ログを表示(&amp;L)</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>診断情報をコピー(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;About Ferryman</source>
        <translation>Ferrymanについて(&amp;A)</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>診断情報</translation>
    </message>
    <message>
        <source>Versions, the plan, the state of every step and the last lines of the log are on the clipboard. Names and addresses of hosts are in it; passwords are not.</source>
        <translation>バージョン、プラン、各手順の状態、ログの最後の数行をクリップボードにコピーしました。ホストの名前とアドレスは含まれますが、パスワードは含まれません。</translation>
    </message>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>Ferryman %1 moves a Redis primary under Sentinel to Dragonfly. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Ferryman %1は、Sentinel配下のRedisプライマリをDragonflyへ移行します。GNU General Public Licenseバージョン3以降に基づくフリーソフトウェアです。</translation>
    </message>
</context>
<context>
    <name>ferryman::Herald</name>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
</context>
<context>
    <name>ferryman::HistoryTableModel</name>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Source offset</source>
        <translation>移行元のオフセット</translation>
    </message>
    <message>
        <source>Dragonfly offset</source>
        <translation>Dragonflyのオフセット</translation>
    </message>
    <message>
        <source>Lag, bytes</source>
        <translation>遅延（バイト）</translation>
    </message>
    <message>
        <source>Lag, seconds</source>
        <translation>遅延（秒）</translation>
    </message>
    <message>
        <source>Written, bytes/s</source>
        <translation>書き込み（バイト/秒）</translation>
    </message>
    <message>
        <source>Applied, bytes/s</source>
        <translation>適用（バイト/秒）</translation>
    </message>
    <message>
        <source>Source keys</source>
        <translation>移行元のキー</translation>
    </message>
    <message>
        <source>Dragonfly keys</source>
        <translation>Dragonflyのキー</translation>
    </message>
    <message>
        <source>Source memory, bytes</source>
        <translation>移行元のメモリ（バイト）</translation>
    </message>
    <message>
        <source>Dragonfly memory, bytes</source>
        <translation>Dragonflyのメモリ（バイト）</translation>
    </message>
</context>
<context>
    <name>ferryman::HomePage</name>
    <message>
        <source>&amp;Import…</source>
        <translation>インポート(&amp;I)…</translation>
    </message>
    <message>
        <source>Copies plans to this list without opening one.</source>
        <translation>プランを開かずに、この一覧にコピーします。</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>プランを開く(&amp;O)…</translation>
    </message>
    <message>
        <source>Opens a plan where it is.</source>
        <translation>プランを元の場所のまま開きます。</translation>
    </message>
    <message>
        <source>&amp;New migration</source>
        <translation>新しい移行(&amp;N)</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>移行一覧</translation>
    </message>
    <message>
        <source>Every migration of this machine: from its journal, or from its plan alone as long as nothing was begun. The journal tells how it stood when it was written last; what is true now, the servers say once it is opened. A switch that a console left open stands first. Duplicate makes a plan with an identity of its own. Delete moves a plan and its journal to the folder “deleted” beside the journals, and never touches a server.</source>
        <translation>このマシンのすべての移行です。ジャーナルから読み取り、まだ何も開始していない場合はプランだけから読み取ります。ジャーナルが示すのは、最後に書き込まれた時点の状態です。現在の状態は、移行を開いたときにサーバーに問い合わせます。コンソールが未完了のまま残した切り替えは、先頭に表示されます。「複製」は、独自の識別情報を持つプランを作成します。「削除」は、プランとそのジャーナルを、ジャーナルと同じ場所にあるフォルダー「deleted」に移動します。サーバーには一切触れません。</translation>
    </message>
    <message>
        <source>On this machine: %1.</source>
        <translation>このマシンの移行: %1。</translation>
    </message>
    <message>
        <source>On this machine: %1. Left open: %2.</source>
        <translation>このマシンの移行: %1。未完了: %2。</translation>
    </message>
    <message>
        <source>This is practice: its journal goes with the lab. The migrations of this machine are listed without --practice.</source>
        <translation>これは練習です。ジャーナルはラボとともに削除されます。このマシンの移行は、--practiceを付けずに起動すると一覧に表示されます。</translation>
    </message>
    <message>
        <source>The journals of this machine are being read.</source>
        <translation>このマシンのジャーナルを読み取っています。</translation>
    </message>
    <message>
        <source>Read servers and &amp;recover</source>
        <translation>サーバーを読み取って再開(&amp;R)</translation>
    </message>
    <message>
        <source>Open this mi&amp;gration</source>
        <translation>この移行を開く(&amp;G)</translation>
    </message>
    <message>
        <source>The journal of “%1” does not hold its plan: open the plan&apos;s file.</source>
        <translation>「%1」のジャーナルにはプランが含まれていません。プランのファイルを開いてください。</translation>
    </message>
    <message>
        <source>A replication is being watched</source>
        <translation>レプリケーションを監視中です</translation>
    </message>
    <message>
        <source>“%1” is being replicated. If you open another migration, Dragonfly goes on following the source, and nobody watches it until you open it again.</source>
        <translation>「%1」はレプリケーション中です。別の移行を開いても、Dragonflyは移行元に追従し続けますが、もう一度開くまで監視されません。</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>このまま続ける(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Open the other</source>
        <translation>別の移行を開く(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Connections…</source>
        <translation>接続(&amp;C)…</translation>
    </message>
    <message>
        <source>Makes, tests, imports and deletes connections that are kept under a name.</source>
        <translation>名前を付けて保存する接続を、作成、テスト、インポート、削除します。</translation>
    </message>
    <message>
        <source>The plan has the identity of “%1”, which is under way with other servers (group %2, Dragonfly %3): finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>このプランは、別のサーバー（グループ%2、Dragonfly %3）で進行中の「%1」と同じ識別情報を持っています。先にその移行を終えるか、ファイルから「id」の行を取り除いてください。</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportDialog</name>
    <message>
        <source>password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>certificates</source>
        <translation>証明書</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>グループ %1</translation>
    </message>
    <message>
        <source>Import connections</source>
        <translation>接続をインポート</translation>
    </message>
    <message>
        <source>Choose what is kept. A password is never written to Ferryman&apos;s own files, and a connection that exists is not changed.</source>
        <translation>保存するものを選択してください。パスワードをFerryman自身のファイルに書き込むことは決してなく、既存の接続は変更されません。</translation>
    </message>
    <message>
        <source>Connections that were found</source>
        <translation>見つかった接続</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Comes along</source>
        <translation>付属するもの</translation>
    </message>
    <message>
        <source>Where the passwords go</source>
        <translation>パスワードの保存先</translation>
    </message>
    <message>
        <source>Keep the passwords for this session only</source>
        <translation>パスワードをこのセッションの間だけ保持</translation>
    </message>
    <message>
        <source>Store the passwords in the system&apos;s keychain</source>
        <translation>パスワードをシステムのキーチェーンに保存</translation>
    </message>
    <message>
        <source>Write certificates and keys as files that you alone can read</source>
        <translation>証明書と鍵を、自分だけが読み取れるファイルとして書き込む</translation>
    </message>
    <message>
        <source>They go to %1. Without them, the connections are kept with no TLS files.</source>
        <translation>保存先は%1です。書き込まない場合、接続はTLSファイルなしで保存されます。</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>インポート(&amp;I)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>キーチェーンに問い合わせています。ロックの解除を求められることがあります。</translation>
    </message>
    <message>
        <source>Imported: %1. A password that the keychain did not take is kept for this session only.</source>
        <translation>インポート済み: %1。キーチェーンに保存できなかったパスワードは、このセッションの間だけ保持します。</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>何もインポートされませんでした。</translation>
    </message>
    <message>
        <source>connections: %1</source>
        <translation>接続: %1</translation>
    </message>
    <message>
        <source>Further problems: %1.</source>
        <translation>そのほかの問題: %1。</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportSources</name>
    <message>
        <source>Clipboard</source>
        <translation>クリップボード</translation>
    </message>
    <message>
        <source>Import RedisInsight&apos;s export</source>
        <translation>RedisInsightのエクスポートをインポート</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s exports (*.json)</source>
        <translation>RedisInsightのエクスポート (*.json)</translation>
    </message>
</context>
<context>
    <name>ferryman::LiveStrip</name>
    <message>
        <source>Link</source>
        <translation>リンク</translation>
    </message>
    <message>
        <source>up</source>
        <translation>接続中</translation>
    </message>
    <message>
        <source>down</source>
        <translation>切断</translation>
    </message>
    <message>
        <source>Offset source</source>
        <translation>移行元のオフセット</translation>
    </message>
    <message>
        <source>Offset Dragonfly</source>
        <translation>Dragonflyのオフセット</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1、%2 s</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>遅延</translation>
    </message>
    <message>
        <source>Write rate</source>
        <translation>書き込み速度</translation>
    </message>
    <message>
        <source>Full syncs</source>
        <translation>完全同期</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>Primary of %1</source>
        <translation>%1のプライマリ</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>アドレス</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 / %2 一致</numerusform>
        </translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>書き込み凍結</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>旧プライマリ</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>読み取り専用</translation>
    </message>
    <message>
        <source>Acknowledged writes</source>
        <translation>確認応答済みの書き込み</translation>
    </message>
</context>
<context>
    <name>ferryman::LogModel</name>
    <message>
        <source>Detail</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>情報</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>レベル</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>区分</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>ferryman::LogView</name>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>The lines that are selected, or else all that are shown.</source>
        <translation>選択した行をコピーします。選択がなければ、表示中のすべての行をコピーします。</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Least level that is shown</source>
        <translation>表示する最低レベル</translation>
    </message>
    <message>
        <source>All</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>%1 and worse</source>
        <translation>%1以上</translation>
    </message>
    <message>
        <source>Words to filter by</source>
        <translation>絞り込みの語句</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>フィルター</translation>
    </message>
    <message>
        <source>Lines of the log, the oldest first</source>
        <translation>ログの行、古い順</translation>
    </message>
    <message>
        <source>No line is of that kind.</source>
        <translation>該当する行はありません。</translation>
    </message>
    <message>
        <source>Lines: %1. Passwords are never in it.</source>
        <translation>行数: %1。パスワードが含まれることはありません。</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>ログを保存</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>保存しました: %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1に書き込めません: %2</translation>
    </message>
</context>
<context>
    <name>ferryman::MainWindow</name>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>プランを開く(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save plan…</source>
        <translation>プランを保存(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Migration</source>
        <translation>移行(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Back: %1</source>
        <translation>戻る: %1(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Next: %1</source>
        <translation>次へ: %1(&amp;N)</translation>
    </message>
    <message>
        <source>The plan cannot be used</source>
        <translation>プランを使用できません</translation>
    </message>
    <message>
        <source>Open plan</source>
        <translation>プランを開く</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>プラン (*.json)</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>プランを保存</translation>
    </message>
    <message>
        <source>The plan was not saved</source>
        <translation>プランは保存されませんでした</translation>
    </message>
    <message>
        <source>Journal on disk, rows: %1</source>
        <translation>ジャーナル保存済み、行数: %1</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>設定(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Topology in its own window</source>
        <translation>トポロジーを別ウィンドウで表示(&amp;T)</translation>
    </message>
    <message>
        <source>Switch of %1: %2 – Ferryman</source>
        <translation>%1の切り替え: %2 – Ferryman</translation>
    </message>
    <message>
        <source>A person is needed – Ferryman</source>
        <translation>人の対応が必要です – Ferryman</translation>
    </message>
    <message>
        <source>The practice lab cannot be started.</source>
        <translation>練習用ラボを起動できません。</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationModel</name>
    <message>
        <source>full sync</source>
        <translation>完全同期</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>追いつき中</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>安定</translation>
    </message>
    <message>
        <source>link down</source>
        <translation>リンク切断</translation>
    </message>
    <message>
        <source>endless full syncs</source>
        <translation>完全同期の際限ない繰り返し</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未開始</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>阻害要因あり</translation>
    </message>
    <message>
        <source>needs a look</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>replicating</source>
        <translation>レプリケーション中</translation>
    </message>
    <message>
        <source>switching</source>
        <translation>切り替え中</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>人の対応が必要</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>migrated</source>
        <translation>移行済み</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>読み取り不可</translation>
    </message>
    <message>
        <source>plan saved</source>
        <translation>プラン保存済み</translation>
    </message>
    <message>
        <source>nothing is open</source>
        <translation>未完了のものなし</translation>
    </message>
    <message>
        <source>open blockers: %1</source>
        <translation>未解消の阻害要因: %1</translation>
    </message>
    <message>
        <source>settings not put back: %1</source>
        <translation>元に戻していない設定: %1</translation>
    </message>
    <message>
        <source>switch begun</source>
        <translation>切り替え開始</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>「%1」を実行中</translation>
    </message>
    <message>
        <source>stopped in %1</source>
        <translation>「%1」で停止</translation>
    </message>
    <message>
        <source>switch ended open</source>
        <translation>切り替えが未完了のまま終了</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>復元済み</translation>
    </message>
    <message>
        <source>writes frozen for %1</source>
        <translation>書き込みの凍結時間 %1</translation>
    </message>
    <message>
        <source>Dragonfly is primary</source>
        <translation>Dragonflyがプライマリ</translation>
    </message>
    <message>
        <source>journal cannot be read</source>
        <translation>ジャーナル読み取り不可</translation>
    </message>
    <message>
        <source>Enter Dragonfly</source>
        <translation>Dragonflyを入力</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Mend the blockers</source>
        <translation>阻害要因を修正</translation>
    </message>
    <message>
        <source>Put them back</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>照合</translation>
    </message>
    <message>
        <source>Wait for steady</source>
        <translation>安定を待つ</translation>
    </message>
    <message>
        <source>Go on in its console</source>
        <translation>そのコンソールで続行</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Read why</source>
        <translation>理由を確認</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Put settings back</source>
        <translation>設定を元に戻す</translation>
    </message>
    <message>
        <source>Remove old primary</source>
        <translation>旧プライマリを撤去</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>まだ不明</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>未選択</translation>
    </message>
    <message>
        <source>The primary at the start</source>
        <translation>開始時のプライマリ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>最後のイベント</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>次の手順</translation>
    </message>
    <message>
        <source>replication stopped</source>
        <translation>レプリケーション停止</translation>
    </message>
    <message>
        <source>no blocker is open</source>
        <translation>未解決の阻害要因なし</translation>
    </message>
    <message>
        <source>%1, data verified</source>
        <translation>%1、データ照合済み</translation>
    </message>
    <message>
        <source>%1, data differs</source>
        <translation>%1、データに差異あり</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>レプリケーション</translation>
    </message>
    <message>
        <source>Mend the differences</source>
        <translation>差異を修正</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>フェイルオーバー</translation>
    </message>
    <message>
        <source>put back, Dragonfly follows</source>
        <translation>復元済み、Dragonflyは追従中</translation>
    </message>
    <message>
        <source>Go on or release</source>
        <translation>続行または解放</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) ended on %3 and needs a person.</source>
        <translation>「%1」（グループ%2）の切り替えは%3に終了し、人の対応が必要です。</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3: the source may refuse writes.</source>
        <translation>「%1」（グループ%2）の切り替えは、%3に未完了のまま中断されています。移行元が書き込みを拒否している可能性があります。</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3, before the freeze: the source takes writes, but settings stand changed.</source>
        <translation>「%1」（グループ%2）の切り替えは、凍結前の%3に未完了のまま中断されています。移行元は書き込みを受け付けていますが、設定は変更されたままです。</translation>
    </message>
    <message>
        <source>“%1” was migrated on %2, and settings were not put back: %3.</source>
        <translation>「%1」は%2に移行されましたが、元に戻していない設定があります: %3。</translation>
    </message>
    <message>
        <source>The switch of “%1” was aborted on %2 and put back: Dragonfly still follows the source, and nobody watches it.</source>
        <translation>「%1」の切り替えは%2に中止され、元に戻されました。Dragonflyはまだ移行元に追従していますが、監視されていません。</translation>
    </message>
    <message>
        <source>“%1” was left on %2: Dragonfly follows the source, and nobody watches it.</source>
        <translation>「%1」は%2に中断されています。Dragonflyは移行元に追従していますが、監視されていません。</translation>
    </message>
    <message>
        <source>The migration “%1” was left on %2 with settings changed.</source>
        <translation>移行「%1」は、%2に設定を変更したまま中断されています。</translation>
    </message>
    <message>
        <source>Open its plan with File, Open plan. Its journal: %1</source>
        <translation>「ファイル」の「プランを開く」でプランを開いてください。ジャーナル: %1</translation>
    </message>
    <message>
        <source>Once that is done, Delete takes it off this list.</source>
        <translation>対応が済んだら、「削除」でこの一覧から外せます。</translation>
    </message>
    <message>
        <source>Then let Ferryman ask all servers what is true, and finish.</source>
        <translation>その後、Ferrymanですべてのサーバーに実際の状態を問い合わせて完了させてください。</translation>
    </message>
    <message>
        <source>Ferryman first asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Ferrymanはまずすべてのサーバーに実際の状態を問い合わせてから、切り替えを完了するか、すべてを元に戻します。</translation>
    </message>
    <message>
        <source>The console stopped in %1.</source>
        <translation>コンソールは「%1」の段階で停止しました。</translation>
    </message>
    <message>
        <source>Open it and go through Connect. Then go on with it, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>移行を開き、「接続」を行ってください。その後、続行するか、Dragonflyを解放してください（「レプリケーション」の「レプリケーションを停止」）。</translation>
    </message>
    <message>
        <source>Open it, and go through Connect: what is open is named there.</source>
        <translation>移行を開き、「接続」を行ってください。未完了の内容はそこに表示されます。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>移行元</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationTable</name>
    <message>
        <source>All migrations</source>
        <translation>すべての移行</translation>
    </message>
    <message>
        <source>Enter opens, Ctrl+D duplicates, Del deletes the plan, never data</source>
        <translation>Enterで開く、Ctrl+Dで複製、Delでプランを削除（データは削除しません）</translation>
    </message>
    <message>
        <source>Filter the migrations</source>
        <translation>移行を絞り込み</translation>
    </message>
    <message>
        <source>Filter by name, group, host</source>
        <translation>名前、グループ、ホストで絞り込み</translation>
    </message>
    <message>
        <source>O&amp;pen</source>
        <translation>開く(&amp;P)</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>複製(&amp;U)</translation>
    </message>
    <message>
        <source>E&amp;xport plan…</source>
        <translation>プランをエクスポート(&amp;X)…</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>削除(&amp;L)…</translation>
    </message>
    <message>
        <source>No migration has these words in its name, group or servers.</source>
        <translation>名前、グループ、サーバーにこの語句を含む移行はありません。</translation>
    </message>
    <message>
        <source>Press “New migration” and enter any one Sentinel and Dragonfly, or open a plan.</source>
        <translation>「新しい移行」を押して任意のSentinel 1台とDragonflyを入力するか、計画を開いてください。</translation>
    </message>
    <message>
        <source>To rehearse the whole switch first, on servers that Ferryman starts on this machine, start it with “ferryman --practice”.</source>
        <translation>Ferrymanがこのマシンで起動するサーバーで切り替え全体を先に練習するには、「ferryman --practice」で起動してください。</translation>
    </message>
    <message>
        <source>No migration yet</source>
        <translation>移行はまだありません</translation>
    </message>
</context>
<context>
    <name>ferryman::NodePane</name>
    <message>
        <source>Copy what is known of this server</source>
        <translation>このサーバーについて判明している内容をコピー</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>詳細を閉じる</translation>
    </message>
    <message>
        <source>Details and INFO</source>
        <translation>詳細とINFO</translation>
    </message>
    <message>
        <source>INFO is being read</source>
        <translation>INFOを読み取っています</translation>
    </message>
    <message>
        <source>INFO as of %1</source>
        <translation>%1時点のINFO</translation>
    </message>
    <message>
        <source>INFO cannot be read</source>
        <translation>INFOを読み取れません</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>再読み取り</translation>
    </message>
</context>
<context>
    <name>ferryman::OldPrimaryPanel</name>
    <message>
        <source>Old primary</source>
        <translation>旧プライマリ</translation>
    </message>
    <message>
        <source>Keep it until Dragonfly has written its first snapshot and you are sure. Then send it:</source>
        <translation>Dragonflyが最初のスナップショットを書き込み、問題がないと確認できるまで残しておいてください。その後、次を送信します:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>Going back</source>
        <translation>切り戻し</translation>
    </message>
    <message>
        <source>&amp;Show the steps</source>
        <translation>手順を表示(&amp;S)</translation>
    </message>
    <message>
        <source>Copy the command that shuts the old primary down</source>
        <translation>旧プライマリをシャットダウンするコマンドをコピー</translation>
    </message>
    <message>
        <source>Show the steps of going back</source>
        <translation>切り戻しの手順を表示</translation>
    </message>
    <message>
        <source>It is the primary as before.</source>
        <translation>以前と同じくプライマリです。</translation>
    </message>
    <message>
        <source>%1 is parked: it refuses every write, no Sentinel chooses it, and its data are as they were at the freeze.</source>
        <translation>%1は休止しています。すべての書き込みを拒否し、Sentinelに選出されることもなく、データは凍結時のままです。</translation>
    </message>
    <message>
        <source>%1 was shut down; its data are saved as they were at the freeze.</source>
        <translation>%1はシャットダウンされました。データは凍結時の状態で保存されています。</translation>
    </message>
    <message>
        <source>%1 is a read-only replica of nobody; its data are as they were at the freeze.</source>
        <translation>%1は、どこにも追従しない読み取り専用のレプリカです。データは凍結時のままです。</translation>
    </message>
    <message>
        <source>Which server is the primary, the Sentinels must say: see the timeline, and what is still to be put back.</source>
        <translation>どのサーバーがプライマリかは、Sentinelでの確認が必要です。タイムラインと、まだ元に戻していないものをご覧ください。</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly: going back loses every write since the switch, unless it is copied by other means.</source>
        <translation>RedisはDragonflyに追従できません。切り戻すと、別の方法でコピーしない限り、切り替え以降の書き込みはすべて失われます。</translation>
    </message>
    <message>
        <source>Some settings may still be changed; the report has the commands that put them back.</source>
        <translation>一部の設定は変更されたままの可能性があります。元に戻すコマンドはレポートにあります。</translation>
    </message>
</context>
<context>
    <name>ferryman::PlanActions</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（コピー）</translation>
    </message>
    <message>
        <source>Export plan</source>
        <translation>プランをエクスポート</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>プラン (*.json)</translation>
    </message>
    <message>
        <source>Import plans</source>
        <translation>プランをインポート</translation>
    </message>
    <message>
        <source>%1 is not imported: it is the plan of “%2”, which is under way. Finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>%1はインポートされません。進行中の「%2」のプランです。先にその移行を終えるか、ファイルから「id」の行を取り除いてください。</translation>
    </message>
    <message>
        <source>“%1” is open: its journal says what stands changed on the servers. Open it and finish it first.</source>
        <translation>「%1」は未完了です。サーバー上で変更されたままの内容がジャーナルにあります。先に移行を開いて完了してください。</translation>
    </message>
    <message>
        <source>“%1” is open: Dragonfly follows the source. Open it and finish it first, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>「%1」は未完了で、Dragonflyが移行元に追従しています。先に開いて終えるか、Dragonflyを解放してください（「レプリケーション」の「レプリケーションを停止」）。</translation>
    </message>
    <message>
        <source>A console works on “%1”: end it there first.</source>
        <translation>コンソールが「%1」を操作しています。先にそちらで終了してください。</translation>
    </message>
    <message>
        <source>A switch is under way: delete once it has ended.</source>
        <translation>切り替えが進行中です。終了してから削除してください。</translation>
    </message>
    <message>
        <source>Its plan and journal move to the folder “deleted” beside the journals.</source>
        <translation>プランとジャーナルは、ジャーナルと同じ場所にあるフォルダー「deleted」に移動します。</translation>
    </message>
    <message>
        <source>The file %1 stays where it is.</source>
        <translation>ファイル%1は元の場所に残ります。</translation>
    </message>
    <message>
        <source>Nothing changes on any server.</source>
        <translation>どのサーバーでも何も変更されません。</translation>
    </message>
    <message>
        <source>Delete a migration</source>
        <translation>移行を削除</translation>
    </message>
    <message>
        <source>Delete “%1” from this list?</source>
        <translation>この一覧から「%1」を削除しますか？</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>残す(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>削除(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ferryman::ProfileForm</name>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>ユーザー</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>of a Sentinel only</source>
        <translation>Sentinelの場合のみ</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>証明書</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>鍵</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>サーバー名</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>URLのとおり</translation>
    </message>
    <message>
        <source>%1, a PEM file for rediss:// URLs</source>
        <translation>%1（rediss:// URL用のPEMファイル）</translation>
    </message>
    <message>
        <source>PEM, for rediss://</source>
        <translation>PEM、rediss://用</translation>
    </message>
    <message>
        <source>Where the password comes from</source>
        <translation>パスワードの取得元</translation>
    </message>
    <message>
        <source>For this session only</source>
        <translation>このセッションの間だけ</translation>
    </message>
    <message>
        <source>In the system&apos;s keychain</source>
        <translation>システムのキーチェーン</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>環境変数</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>変数</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>エントリ</translation>
    </message>
    <message>
        <source>Name of the environment variable</source>
        <translation>環境変数の名前</translation>
    </message>
    <message>
        <source>Name of the keychain&apos;s entry</source>
        <translation>キーチェーンのエントリ名</translation>
    </message>
    <message>
        <source>as the name above</source>
        <translation>上記の名前と同じ</translation>
    </message>
    <message>
        <source>as it is kept there</source>
        <translation>キーチェーンに保存済みのとおり</translation>
    </message>
    <message>
        <source>kept until Ferryman ends</source>
        <translation>Ferrymanの終了まで保持</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
</context>
<context>
    <name>ferryman::ReplicatePage</name>
    <message>
        <source>S&amp;top replication…</source>
        <translation>レプリケーションを停止(&amp;T)…</translation>
    </message>
    <message>
        <source>Start a&amp;gain…</source>
        <translation>やり直す(&amp;G)…</translation>
    </message>
    <message>
        <source>Stop the replication?</source>
        <translation>レプリケーションを停止しますか？</translation>
    </message>
    <message>
        <source>Sto&amp;p replication</source>
        <translation>レプリケーションを停止(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Keep replicating</source>
        <translation>レプリケーションを続ける(&amp;K)</translation>
    </message>
    <message>
        <source>What will be sent to Dragonfly, literally</source>
        <translation>Dragonflyに送信される内容そのもの</translation>
    </message>
    <message>
        <source>Commands that start the replication</source>
        <translation>レプリケーションを開始するコマンド</translation>
    </message>
    <message>
        <source>The commands stand here once every connection of step 1 works.</source>
        <translation>手順1のすべての接続が正常になると、ここにコマンドが表示されます。</translation>
    </message>
    <message>
        <source>Nothing is changed on the source. It makes one snapshot for Dragonfly, for which it forks and needs memory for what is written meanwhile; its clients are not affected.</source>
        <translation>移行元では何も変更しません。移行元はDragonfly用にスナップショットを1回作成します。そのためにforkを行い、その間に書き込まれる内容の分のメモリを必要としますが、クライアントには影響しません。</translation>
    </message>
    <message>
        <source>&amp;Start replication</source>
        <translation>レプリケーションを開始(&amp;S)</translation>
    </message>
    <message>
        <source>Keys loaded</source>
        <translation>ロード済みのキー</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary now.</source>
        <translation>現在、Dragonfly %1がプライマリです。</translation>
    </message>
    <message>
        <source>The replication has done its work: the switch is over.</source>
        <translation>レプリケーションは役目を終えました。切り替えは完了しています。</translation>
    </message>
    <message>
        <source>Dragonfly becomes a replica of the source, while clients go on as before.</source>
        <translation>クライアントはそのままに、Dragonflyを移行元のレプリカにします。</translation>
    </message>
    <message>
        <source>Dragonfly %1 follows %2. Clients are not affected, and Sentinel cannot choose Dragonfly yet.</source>
        <translation>Dragonfly %1が%2に追従しています。クライアントに影響はなく、SentinelがDragonflyを選出することもまだありません。</translation>
    </message>
    <message>
        <source>Starting: the commands are being sent.</source>
        <translation>開始しています。コマンドを送信中です。</translation>
    </message>
    <message>
        <source>Replication would not end: full sync after full sync.</source>
        <translation>レプリケーションが終わりません。完全同期が繰り返されます。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. Starting deletes all of them.</source>
        <translation>
            <numerusform>Dragonflyには%1個のキーがあります。開始すると、すべて削除されます。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Replace the %1 keys on Dragonfly</source>
        <translation>
            <numerusform>Dragonflyのキー%1個を置き換える(&amp;R)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load: %1 of %2 keys</source>
        <translation>
            <numerusform>ロード: キー %1 / %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1キー/秒</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>経過 %1</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>残り約%1</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>%1回目</translation>
    </message>
    <message>
        <source>Replication goes on while you work on the next pages.</source>
        <translation>次のページで作業している間も、レプリケーションは続きます。</translation>
    </message>
    <message>
        <source>The next step opens after %1 s of unbroken steady replication.</source>
        <translation>レプリケーションの安定が途切れずに%1秒続くと、次の手順に進めます。</translation>
    </message>
    <message>
        <source>Dragonfly is sent REPLICAOF NO ONE, and every Sentinel SENTINEL RESET, so that none attaches it again. It keeps what it has loaded, but starting again begins with a new full sync. Clients are not affected.</source>
        <translation>DragonflyにREPLICAOF NO ONEを、すべてのSentinelにSENTINEL RESETを送信し、Sentinelが再びアタッチしないようにします。Dragonflyはロードした内容を保持しますが、再び開始すると新しい完全同期から始まります。クライアントには影響しません。</translation>
    </message>
    <message numerus="yes">
        <source>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</source>
        <translation>
            <numerusform>%1その間の最大遅延は%2。測定%3回、欠測%4回。</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is made a replica of the source by the address that Sentinel uses. First it loads a snapshot (full sync), then it receives every write. It is steady when the link is up and the lag, in bytes and in seconds, has stayed below the plan&apos;s limits for long enough. The charts show both sides. In a chart, Left and Right read the values at one moment, Plus and Minus zoom, Shift with Left and Right moves through time, End leads back to live; the mouse does the same by its wheel, by dragging and by a double-click. The button Table shows all values as text, and Export writes them as a file.</source>
        <translation>Dragonflyを、Sentinelが使うアドレスで移行元のレプリカにします。まずスナップショットをロードし（完全同期）、続いてすべての書き込みを受け取ります。リンクが接続され、遅延がバイト数でも秒数でもプランのしきい値未満に十分な時間とどまると、安定とみなします。グラフには両側が表示されます。グラフでは、左右の矢印キーで特定の時点の値を読み取り、プラスとマイナスのキーで拡大・縮小し、Shiftと左右の矢印キーで時間を移動し、Endキーで最新の表示に戻れます。マウスでは、ホイール、ドラッグ、ダブルクリックで同じ操作ができます。「表」ボタンですべての値を文字で確認でき、「エクスポート」でファイルに書き出せます。</translation>
    </message>
</context>
<context>
    <name>ferryman::ReportFiles</name>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>&amp;Open the folder</source>
        <translation>フォルダーを開く(&amp;O)</translation>
    </message>
    <message>
        <source>report.pdf is being made…</source>
        <translation>report.pdfを作成しています…</translation>
    </message>
    <message>
        <source>Not exported yet.</source>
        <translation>まだエクスポートされていません。</translation>
    </message>
    <message numerus="yes">
        <source>Made of %1 rows of the journal; the last one&apos;s hash: %2</source>
        <translation>
            <numerusform>ジャーナルの%1行から作成。最終行のハッシュ: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReportPage</name>
    <message>
        <source>&amp;Export…</source>
        <translation>エクスポート(&amp;E)…</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>書き込み停止時間</translation>
    </message>
    <message>
        <source>Acknowledged writes lost</source>
        <translation>失われた確認応答済みの書き込み</translation>
    </message>
    <message>
        <source>Primary now</source>
        <translation>現在のプライマリ</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>レポート</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>レポートのフォルダー</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>レポートを書き出しました。</translation>
    </message>
    <message>
        <source>The switch is done. The report is being made; in practice every acknowledged write is looked for first.</source>
        <translation>切り替えが完了しました。レポートを作成しています。練習では、先に確認応答済みの書き込みをすべて検索します。</translation>
    </message>
    <message>
        <source>The journal begins with the replication.</source>
        <translation>ジャーナルはレプリケーションから始まります。</translation>
    </message>
    <message>
        <source>Sentinels that agree: %1</source>
        <translation>一致するSentinel: %1</translation>
    </message>
    <message>
        <source>Journal: %1, rows: %2</source>
        <translation>ジャーナル: %1、行数: %2</translation>
    </message>
    <message>
        <source>Make a&amp;gain</source>
        <translation>再作成(&amp;G)</translation>
    </message>
    <message>
        <source>Sections of the report</source>
        <translation>レポートのセクション</translation>
    </message>
    <message>
        <source>Frozen at offset %1; Dragonfly had %2 when it was promoted.</source>
        <translation>オフセット%1で凍結。昇格時のDragonflyのオフセットは%2。</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>The last %1. All of them stand in the exported report.</source>
        <translation>最後の%1件です。すべてはエクスポートしたレポートに記載されます。</translation>
    </message>
    <message>
        <source>The journal was altered, so this report proves nothing.</source>
        <translation>ジャーナルが改変されているため、このレポートは何も証明しません。</translation>
    </message>
    <message>
        <source>The report was written; the PDF is being made.</source>
        <translation>レポートを書き出しました。PDFを作成しています。</translation>
    </message>
    <message>
        <source>The report holds findings and who accepted them, charts, gates, the timeline to the millisecond, servers before and after, every command with its reply, and how to go back. Passwords are never in it. The journal&apos;s rows are chained by hashes, and the report bears the last one: “ferrymanctl report PLAN --report FOLDER --verify” proves that neither was altered. “Export” writes HTML, PDF, Markdown and JSON.</source>
        <translation>レポートには、検出事項とその受け入れ者、グラフ、条件、ミリ秒単位のタイムライン、切り替え前後のサーバー、すべてのコマンドと応答、切り戻しの方法が載ります。パスワードが含まれることはありません。ジャーナルの行はハッシュで連鎖し、レポートには最後のハッシュが載ります。「ferrymanctl report PLAN --report FOLDER --verify」で、どちらも改変されていないことを証明できます。「エクスポート」では、HTML、PDF、Markdown、JSONを書き出します。</translation>
    </message>
    <message>
        <source>There is nothing to report yet</source>
        <translation>レポートする内容はまだありません</translation>
    </message>
    <message>
        <source>The report is made when the switch has ended; “Make again” makes one of what there is.</source>
        <translation>レポートは切り替えが終わると作成されます。「再作成」を使うと、現時点の内容で作成できます。</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>照合</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same.</source>
        <translation>ジャーナルだけから作成されています。後でいつ作成し直しても、同じ内容になります。</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same. The record is exported in English, so that anybody can read it; %1 and the PDF are in your language.</source>
        <translation>ジャーナルだけから作成されています。後でいつ作成し直しても、同じ内容になります。正本は誰でも読めるように英語でエクスポートされ、%1とPDFはお使いの言語になります。</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>終了: %1</translation>
    </message>
    <message>
        <source>The data were not compared.</source>
        <translation>データは比較されていません。</translation>
    </message>
    <message>
        <source>The report is being made</source>
        <translation>レポートを作成しています</translation>
    </message>
</context>
<context>
    <name>ferryman::SentinelSetupView</name>
    <message>
        <source>The source and its group</source>
        <translation>移行元とそのグループ</translation>
    </message>
    <message>
        <source>URL of the source</source>
        <translation>移行元のURL</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>移行元のパスワード</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>グループ名</translation>
    </message>
    <message>
        <source>Sentinels, with commas between them</source>
        <translation>Sentinel（カンマ区切り）</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Sentinelのパスワード</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>このセッションの間だけメモリに保持します。</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>クォーラム</translation>
    </message>
    <message>
        <source>down-after-milliseconds</source>
        <translation>down-after-milliseconds</translation>
    </message>
    <message>
        <source>failover-timeout, ms</source>
        <translation>failover-timeout（ms）</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Back to a source with Sentinels</source>
        <translation>Sentinelのある移行元に戻る</translation>
    </message>
    <message>
        <source>Either start new Sentinels</source>
        <translation>新しいSentinelを起動する場合</translation>
    </message>
    <message>
        <source>Sentinel whose file is shown</source>
        <translation>ファイルを表示するSentinel</translation>
    </message>
    <message>
        <source>&amp;Save one file for each…</source>
        <translation>それぞれのファイルを保存(&amp;S)…</translation>
    </message>
    <message>
        <source>They &amp;run now</source>
        <translation>起動しました(&amp;R)</translation>
    </message>
    <message>
        <source>Or register the group on Sentinels that run already</source>
        <translation>または、動作中のSentinelにグループを登録する場合</translation>
    </message>
    <message>
        <source>Register the &amp;group…</source>
        <translation>グループを登録(&amp;G)…</translation>
    </message>
    <message>
        <source>Then have every client ask Sentinel</source>
        <translation>続いて、すべてのクライアントがSentinelに問い合わせるようにします</translation>
    </message>
    <message>
        <source>Client library</source>
        <translation>クライアントライブラリ</translation>
    </message>
    <message>
        <source>How it connects</source>
        <translation>接続方法</translation>
    </message>
    <message>
        <source>Our clients ask Sentinel</source>
        <translation>クライアントはSentinelに問い合わせています</translation>
    </message>
    <message>
        <source>G&amp;o on with this group</source>
        <translation>このグループで続ける(&amp;O)</translation>
    </message>
    <message>
        <source>Nothing was sent yet.</source>
        <translation>まだ何も送信していません。</translation>
    </message>
    <message>
        <source>Give the source and the Sentinels that shall watch it.</source>
        <translation>移行元と、それを監視するSentinelを指定してください。</translation>
    </message>
    <message>
        <source>Save the files in</source>
        <translation>ファイルの保存先</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1に書き込めませんでした: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 files are in %2.</source>
        <translation>
            <numerusform>%1個のファイルを%2に保存しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>These commands will be sent to each of %1. A Sentinel that watches this source already gets the settings alone. SENTINEL REMOVE %2 undoes it.</source>
        <translation>次のコマンドを%1のそれぞれに送信します。すでにこの移行元を監視しているSentinelには、設定だけを送信します。SENTINEL REMOVE %2で元に戻せます。</translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>今すぐ送信(&amp;S)</translation>
    </message>
    <message>
        <source>Stands here once source, group and Sentinels are given.</source>
        <translation>移行元、グループ、Sentinelを指定すると、ここに表示されます。</translation>
    </message>
    <message>
        <source>Stands here once group and Sentinels are given.</source>
        <translation>グループとSentinelを指定すると、ここに表示されます。</translation>
    </message>
</context>
<context>
    <name>ferryman::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>&amp;Restore all defaults</source>
        <translation>すべてデフォルトに戻す(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>選択: %1</translation>
    </message>
    <message>
        <source>“%1” is no folder&apos;s whole path: %2 stays as it was.</source>
        <translation>「%1」はフォルダーの絶対パスではありません。「%2」は変更されていません。</translation>
    </message>
</context>
<context>
    <name>ferryman::StageRow</name>
    <message>
        <source>to come</source>
        <translation>未実施</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>in trouble</source>
        <translation>問題あり</translation>
    </message>
</context>
<context>
    <name>ferryman::StepRail</name>
    <message>
        <source>New migration</source>
        <translation>新しい移行</translation>
    </message>
    <message>
        <source>no group yet</source>
        <translation>グループ未定</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>グループ %1</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>移行一覧</translation>
    </message>
    <message>
        <source>%1, left open: %2</source>
        <translation>%1、未完了: %2</translation>
    </message>
    <message>
        <source>on this machine: %1</source>
        <translation>このマシン: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchTimeline</name>
    <message>
        <source>Timeline</source>
        <translation>タイムライン</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>コピー(&amp;Y)</translation>
    </message>
    <message>
        <source>Copy the timeline</source>
        <translation>タイムラインをコピー</translation>
    </message>
    <message>
        <source>Timeline of the switch</source>
        <translation>切り替えのタイムライン</translation>
    </message>
    <message>
        <source>by this computer&apos;s clock; rows without a phase are Sentinel&apos;s own events</source>
        <translation>時刻はこのコンピューターの時計。フェーズのない行はSentinel自身のイベント</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchView</name>
    <message>
        <source>Write freeze</source>
        <translation>書き込み凍結</translation>
    </message>
    <message>
        <source>Promoted after</source>
        <translation>昇格までの時間</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>データ</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>現在</translation>
    </message>
    <message>
        <source>&amp;Abort</source>
        <translation>中止(&amp;A)</translation>
    </message>
    <message>
        <source>Freeze budget used</source>
        <translation>凍結の許容時間の消費</translation>
    </message>
    <message>
        <source>from the freeze to the first write that Dragonfly could take; allowed were %1</source>
        <translation>凍結からDragonflyが最初の書き込みを受け付け可能になるまで。許容時間は%1</translation>
    </message>
    <message>
        <source>after SENTINEL FAILOVER was sent</source>
        <translation>SENTINEL FAILOVERの送信から</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 / %2 一致</numerusform>
        </translation>
    </message>
    <message>
        <source>all of them after %1</source>
        <translation>%1後にすべて一致</translation>
    </message>
    <message>
        <source>not drained</source>
        <translation>ドレイン未完了</translation>
    </message>
    <message>
        <source>frozen at %1</source>
        <translation>凍結時 %1</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>すべて受信</translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation>一部未受信</translation>
    </message>
    <message>
        <source>frozen at %1, Dragonfly had %2</source>
        <translation>凍結時 %1、Dragonfly %2</translation>
    </message>
    <message>
        <source>The failover was sent to Sentinel: from there it only goes forward.</source>
        <translation>フェイルオーバーをSentinelに送信しました。ここからは前に進むだけです。</translation>
    </message>
    <message>
        <source>Puts everything back that the switch has changed.</source>
        <translation>切り替えで変更したすべてを元に戻します。</translation>
    </message>
    <message>
        <source>%1 Until %2 at the latest: %3 left.</source>
        <translation>%1期限は%2、残り%3です。</translation>
    </message>
    <message>
        <source>Writes waited for %1 of at most %2</source>
        <translation>書き込みの待ち時間 %1、上限 %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, %2 left</source>
        <translation>書き込み待機中: 経過 %1、残り %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, the budget was %2</source>
        <translation>書き込み待機中: 経過 %1、許容時間 %2</translation>
    </message>
    <message>
        <source>Waiting for the best moment: %1 s. %2</source>
        <translation>最適なタイミングを待っています: %1 s。%2</translation>
    </message>
</context>
<context>
    <name>ferryman::TimeChart</name>
    <message>
        <source>no value</source>
        <translation>値なし</translation>
    </message>
    <message>
        <source>%1 The table shows all values.</source>
        <translation>%1表にはすべての値が表示されます。</translation>
    </message>
</context>
<context>
    <name>ferryman::TimelineModel</name>
    <message>
        <source>From here there is no way back: the failover was sent to Sentinel, and the switch only goes forward.</source>
        <translation>ここからは後戻りできません。フェイルオーバーをSentinelに送信したため、切り替えは前に進むだけです。</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>凍結からの経過</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>フェーズ</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>対象</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>所要時間</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyPicture</name>
    <message>
        <source>nobody</source>
        <translation>追従先なし</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>応答なし</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>in TILT: takes no decision</source>
        <translation>TILT中: 判断を行わない</translation>
    </message>
    <message>
        <source>fails over: %1</source>
        <translation>フェイルオーバー中: %1</translation>
    </message>
    <message>
        <source>names %1</source>
        <translation>%1を示している</translation>
    </message>
    <message>
        <source>epoch %1, %2 ms</source>
        <translation>エポック%1、%2 ms</translation>
    </message>
    <message>
        <source>Names as primary</source>
        <translation>示しているプライマリ</translation>
    </message>
    <message>
        <source>Agrees with</source>
        <translation>認識が一致するSentinel</translation>
    </message>
    <message>
        <source>Configuration epoch</source>
        <translation>設定エポック</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>クォーラム</translation>
    </message>
    <message>
        <source>Other Sentinels known to it</source>
        <translation>認識しているほかのSentinel</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往復時間</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Failover state</source>
        <translation>フェイルオーバーの状態</translation>
    </message>
    <message>
        <source>Its own role</source>
        <translation>自身の役割</translation>
    </message>
    <message>
        <source>replica of %1</source>
        <translation>%1のレプリカ</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>プライマリ</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>オフセット</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>問い合わせ時刻</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>使用不可</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>レプリカ</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>リンク切断</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>遅延 %1</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>優先度%1</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>遅延</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>優先度</translation>
    </message>
    <message>
        <source>held for down</source>
        <translation>ダウンと判定</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>旧プライマリ</translation>
    </message>
    <message>
        <source>a read-only replica</source>
        <translation>読み取り専用のレプリカ</translation>
    </message>
    <message>
        <source>left the group</source>
        <translation>グループから離脱</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>プライマリ</translation>
    </message>
    <message>
        <source>demoted</source>
        <translation>降格</translation>
    </message>
    <message>
        <source>takes writes</source>
        <translation>書き込みを受け付け中</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未テスト</translation>
    </message>
    <message>
        <source>Sentinels that name it</source>
        <translation>これを示しているSentinel</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>frozen: writes wait</source>
        <translation>凍結: 書き込みは待機中</translation>
    </message>
    <message>
        <source>Primary: Dragonfly</source>
        <translation>プライマリ: Dragonfly</translation>
    </message>
    <message>
        <source>named by %1 of %2</source>
        <translation>%2のうち%1が示している</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>昇格</translation>
    </message>
    <message>
        <source>is being promoted</source>
        <translation>昇格中</translation>
    </message>
    <message>
        <source>follows, priority %1</source>
        <translation>追従中、優先度%1</translation>
    </message>
    <message>
        <source>follows %1</source>
        <translation>%1に追従中</translation>
    </message>
    <message>
        <source>not attached</source>
        <translation>未アタッチ</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>Named by %1 of %2 Sentinels: %3</source>
        <translation>
            <numerusform>%2のうち%1のSentinelが示すプライマリ: %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyView</name>
    <message>
        <source>Topology</source>
        <translation>トポロジー</translation>
    </message>
    <message>
        <source>Nothing was read yet. Enter any one Sentinel and Dragonfly, then press “Read and test”.</source>
        <translation>まだ何も読み取っていません。いずれか1つのSentinelとDragonflyを入力し、「読み取りとテスト」を押してください。</translation>
    </message>
    <message>
        <source>The Sentinels are being asked for the primary, its replicas and each other.</source>
        <translation>Sentinelに、プライマリ、そのレプリカ、ほかのSentinelを問い合わせています。</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyWindow</name>
    <message>
        <source>Topology</source>
        <translation>トポロジー</translation>
    </message>
    <message>
        <source>Switch: %1. %2</source>
        <translation>切り替え: %1。%2</translation>
    </message>
</context>
<context>
    <name>ferryman::Unattended</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>フォルダー%1を作成できません。</translation>
    </message>
    <message>
        <source>All six steps were gone through; Dragonfly %1 is the primary.</source>
        <translation>6つの手順をすべて終えました。Dragonfly %1がプライマリです。</translation>
    </message>
    <message>
        <source>The picture %1 cannot be written.</source>
        <translation>画像%1を書き込めません。</translation>
    </message>
    <message>
        <source>The step &quot;%1&quot; did not come to its end within %2 s.</source>
        <translation>手順「%1」は%2秒以内に終わりませんでした。</translation>
    </message>
    <message>
        <source>The button &quot;%1&quot; cannot be pressed.</source>
        <translation>ボタン「%1」を押せません。</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; cannot be filled.</source>
        <translation>入力欄「%1」に入力できません。</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyControls</name>
    <message>
        <source>a sample of %1</source>
        <translation>サンプル %1個</translation>
    </message>
    <message>
        <source>any number of keys/s</source>
        <translation>キー/秒の制限なし</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1キー/秒</numerusform>
        </translation>
    </message>
    <message>
        <source>any number of MB/s</source>
        <translation>MB/sの制限なし</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比較の対象</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>毎秒の最大キー数</translation>
    </message>
    <message>
        <source>Most bytes a second</source>
        <translation>毎秒の最大バイト数</translation>
    </message>
    <message>
        <source>Server that is read as the source</source>
        <translation>移行元として読み取るサーバー</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>読み取り元</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>すべてのキー</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>the primary</source>
        <translation>プライマリ</translation>
    </message>
    <message>
        <source>Keys on both servers, with every value, type and expiry, while writes go on.</source>
        <translation>両サーバーのキーを、値、型、有効期限のすべてについて、書き込みが続く中で比較します。</translation>
    </message>
    <message>
        <source>If none differs it will say: “%1”</source>
        <translation>差異がなければ、次のように表示されます:「%1」</translation>
    </message>
    <message>
        <source>Keys drawn at random; what they say of all is told in a sentence.</source>
        <translation>キーを無作為に選んで比較し、全体について言えることを1文で示します。</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyCountsView</name>
    <message>
        <source>Type</source>
        <translation>型</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>比較済み</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>差異あり</translation>
    </message>
    <message>
        <source>Kind of difference</source>
        <translation>差異の種類</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Keys by type</source>
        <translation>型ごとのキー</translation>
    </message>
    <message>
        <source>Differences by their kind</source>
        <translation>種類ごとの差異</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>不明</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyFigures</name>
    <message>
        <source>Keys compared</source>
        <translation>比較したキー</translation>
    </message>
    <message>
        <source>Keys a second</source>
        <translation>キー/秒</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差異</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>of %1, %2 %</source>
        <translation>全%1個、%2 %</translation>
    </message>
    <message>
        <source>read: %1</source>
        <translation>読み取り: %1</translation>
    </message>
    <message>
        <source>on average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>残り約%1</translation>
    </message>
    <message>
        <source>time left not known</source>
        <translation>残り時間は不明</translation>
    </message>
    <message>
        <source>cannot be compared: %1</source>
        <translation>比較不可: %1</translation>
    </message>
    <message>
        <source>keys that keep changing</source>
        <translation>変わり続けるキー</translation>
    </message>
    <message>
        <source>read again before it counts</source>
        <translation>再読み取り後に計上</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyPage</name>
    <message>
        <source>Fail over opens when replication is steady.</source>
        <translation>レプリケーションが安定すると「フェイルオーバー」に進めます。</translation>
    </message>
    <message>
        <source>Fail over is open.</source>
        <translation>「フェイルオーバー」に進めます。</translation>
    </message>
    <message>
        <source>No difference so far. Each stands here as soon as it has been read again and lasts.</source>
        <translation>これまでのところ差異はありません。差異は、再読み取り後も残っていれば、ここに表示されます。</translation>
    </message>
    <message>
        <source>The differences of an earlier session were counted, but are not listed any more: compare again.</source>
        <translation>以前のセッションの差異は、件数だけが残っており、一覧は表示できません。もう一度比較してください。</translation>
    </message>
    <message>
        <source>No key differs.</source>
        <translation>差異のあるキーはありません。</translation>
    </message>
    <message>
        <source>Differences stand here as they are found, each with its database, its key and both sides.</source>
        <translation>見つかった差異が、データベース、キー、両側の内容とともに、ここに表示されます。</translation>
    </message>
    <message>
        <source>Self &amp;test</source>
        <translation>セルフテスト(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比較(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>続行(&amp;G)</translation>
    </message>
    <message>
        <source>Plants every kind of difference on two scratch servers of this machine, and looks whether each is found.</source>
        <translation>このマシンの2つの一時サーバーにあらゆる種類の差異を作成し、それぞれ検出されるかを確認します。</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差異</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>未確認</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>エクスポート(&amp;X)…</translation>
    </message>
    <message>
        <source>Writes the differences as NDJSON or CSV.</source>
        <translation>差異をNDJSONまたはCSVで書き出します。</translation>
    </message>
    <message>
        <source>What was not looked at</source>
        <translation>確認しなかったもの</translation>
    </message>
    <message>
        <source>&amp;Compare anew</source>
        <translation>最初から比較(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Compare again</source>
        <translation>もう一度比較(&amp;C)</translation>
    </message>
    <message>
        <source>Differences: %1</source>
        <translation>差異: %1</translation>
    </message>
    <message>
        <source>Not looked at: %1</source>
        <translation>未確認: %1</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: start the replication first.</source>
        <translation>まだ比較できません。先にレプリケーションを開始してください。</translation>
    </message>
    <message>
        <source>The differences were written to %1.</source>
        <translation>差異を%1に書き出しました。</translation>
    </message>
    <message>
        <source>Dragonfly does not follow the source: start the replication first, or compare them as two servers by themselves.</source>
        <translation>Dragonflyが移行元に追従していません。先にレプリケーションを開始するか、独立した2つのサーバーとして比較してください。</translation>
    </message>
    <message>
        <source>The self test runs on two scratch servers of this machine.</source>
        <translation>このマシンの2つの一時サーバーでセルフテストを実行しています。</translation>
    </message>
    <message>
        <source>The self test did not run.</source>
        <translation>セルフテストを実行できませんでした。</translation>
    </message>
    <message>
        <source>The servers of this machine cannot show: %1.</source>
        <translation>このマシンのサーバーでは次を再現できません: %1。</translation>
    </message>
    <message>
        <source>Self test: %1</source>
        <translation>セルフテスト: %1</translation>
    </message>
    <message>
        <source>Export the differences</source>
        <translation>差異をエクスポート</translation>
    </message>
    <message>
        <source>NDJSON (*.ndjson);;CSV (*.csv)</source>
        <translation>NDJSON (*.ndjson);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>New &amp;full sync…</source>
        <translation>新しい完全同期(&amp;F)…</translation>
    </message>
    <message>
        <source>Has Dragonfly load all data from the source once more.</source>
        <translation>Dragonflyに、移行元からすべてのデータをもう一度ロードさせます。</translation>
    </message>
    <message>
        <source>Dragonfly against the source, in both directions. Comparing writes to neither.</source>
        <translation>Dragonflyと移行元を双方向で比較します。比較では、どちらにも書き込みません。</translation>
    </message>
    <message numerus="yes">
        <source>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</source>
        <translation>
            <numerusform>Dragonflyをロードし直しますか？ Dragonflyの内容はすべて削除され、%1個のキーが移行元からもう一度コピーされます。</numerusform>
        </translation>
    </message>
    <message>
        <source>The last full sync took %1.</source>
        <translation>前回の完全同期にかかった時間は%1です。</translation>
    </message>
    <message>
        <source>The source forks, needs memory for what is written meanwhile, and keeps those writes in its replica output buffer until Dragonfly has loaded; its clients go on as before.</source>
        <translation>移行元はforkを行い、その間に書き込まれる内容の分のメモリを必要とし、Dragonflyのロードが終わるまで、その書き込みをレプリカ出力バッファーに保持します。移行元のクライアントには影響しません。</translation>
    </message>
    <message>
        <source>Whoever reads Dragonfly sees the old data until the snapshot arrives, and the error LOADING while it is loaded.</source>
        <translation>Dragonflyの読み取り側には、スナップショットが届くまで古いデータが見え、ロード中はエラーLOADINGが返ります。</translation>
    </message>
    <message>
        <source>The comparison is void then, and Fail over waits until replication is steady and the data compared once more.</source>
        <translation>比較の結果は無効になり、「フェイルオーバー」は、レプリケーションが安定し、データをもう一度比較するまで待ちます。</translation>
    </message>
    <message>
        <source>Load anew</source>
        <translation>ロードし直す</translation>
    </message>
    <message>
        <source>Both servers are read at once while writes go on, and every key is compared in both directions: presence, type, value and expiry, whatever the order of sets and hashes. What differs once is read again, behind the source&apos;s offset at that moment, and counts only if it lasts. Keys that keep changing are undecided, and are compared once more within the freeze of the switch. Limits may be changed while it runs; it slows down by itself when the source answers slowly or Dragonfly lags. A run that was stopped goes on where it was. Comparing writes nothing. What differs is mended by a new full sync, which Dragonfly is asked for where it follows the source: the source forks once more, what was compared is void, and Fail over waits until replication is steady and the data compared again. The self test plants every kind of difference on two scratch servers and tells how many were found.</source>
        <translation>書き込みが続く間に両方のサーバーを同時に読み取り、すべてのキーを双方向で比較します。比較するのは、有無、型、値、有効期限です。セットとハッシュの順序は問いません。一度差異が見つかったキーは、その時点の移行元のオフセットを過ぎてから再び読み取り、差異が続く場合だけ数えます。変わり続けるキーは未判定とし、切り替えの凍結中にもう一度比較します。制限値は実行中に変更できます。移行元の応答が遅いときや、Dragonflyが遅れているときは、自動的に減速します。停止した比較は、続きから再開します。比較では何も書き込みません。差異は新しい完全同期で修正します。これは、移行元に追従しているDragonflyに要求します。移行元はもう一度forkを行い、それまでの比較は無効になり、「フェイルオーバー」は、レプリケーションが安定し、データを再び比較するまで待ちます。セルフテストは、2つの一時サーバーにあらゆる種類の差異を作成し、検出された数を示します。</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyWords</name>
    <message numerus="yes">
        <source>No difference, %1 keys compared.</source>
        <translation>
            <numerusform>差異なし。キー%1個を比較しました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</source>
        <translation>
            <numerusform>凍結中に%1個のキーを%2でもう一度比較しました。差異あり: %3、未読み取り: %4。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more, in about %2.</source>
        <translation>
            <numerusform>切り替えの凍結中に、%1個のキーを約%2でもう一度比較します。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more.</source>
        <translation>
            <numerusform>切り替えの凍結中に、%1個のキーをもう一度比較します。</numerusform>
        </translation>
    </message>
    <message>
        <source>Ended %1, took %2.</source>
        <translation>終了: %1、所要時間: %2。</translation>
    </message>
    <message>
        <source>%1 Written on the source since: %2.</source>
        <translation>%1以後の移行元への書き込み: %2。</translation>
    </message>
    <message numerus="yes">
        <source>No difference, but %1 keys kept changing and are undecided.</source>
        <translation>
            <numerusform>差異はありませんが、%1個のキーが変わり続けたため未判定です。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both servers hold the same: %1 keys compared, none differs.</source>
        <translation>
            <numerusform>両サーバーの内容は同じです。%1個のキーを比較し、差異はありません。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping: what was asked is still answered.</source>
        <translation>停止しています。要求済みの応答を待っています。</translation>
    </message>
    <message>
        <source>The governor leaves %1 % of the full speed.</source>
        <translation>負荷制御により、全速の%1 %に抑えています。</translation>
    </message>
    <message>
        <source>Read again, because they differed once: %1.</source>
        <translation>一度差異があったため再読み取り中: %1。</translation>
    </message>
    <message>
        <source>Dragonfly lags %1, the source answers in %2.</source>
        <translation>Dragonflyの遅延は%1、移行元の応答時間は%2です。</translation>
    </message>
    <message>
        <source>Comparing. So far: %1</source>
        <translation>比較中です。現時点: %1</translation>
    </message>
    <message>
        <source>The comparison broke off. Until then: %1</source>
        <translation>比較が中断されました。それまでの結果: %1</translation>
    </message>
    <message>
        <source>Stopped. Until then: %1</source>
        <translation>停止しました。それまでの結果: %1</translation>
    </message>
    <message>
        <source>It can go on where it was.</source>
        <translation>続きから再開できます。</translation>
    </message>
    <message>
        <source>Key counts: %1 on the source, %2 on Dragonfly.</source>
        <translation>キー数: 移行元 %1、Dragonfly %2。</translation>
    </message>
    <message>
        <source>Nothing was compared yet.</source>
        <translation>まだ何も比較していません。</translation>
    </message>
    <message>
        <source>The expiries of single hash fields (hashes: %1): one of the servers cannot tell them.</source>
        <translation>個々のハッシュフィールドの有効期限（ハッシュ: %1）。一方のサーバーが値を返せません。</translation>
    </message>
    <message>
        <source>“%1” of streams (streams: %2): one of the servers does not tell it.</source>
        <translation>ストリームの「%1」（ストリーム: %2）。一方のサーバーが値を返しません。</translation>
    </message>
    <message>
        <source>Keys of type %1: %2. The type cannot be compared.</source>
        <translation>%1型のキー: %2。この型は比較できません。</translation>
    </message>
    <message>
        <source>Keys that kept changing: %1. They are undecided.</source>
        <translation>変わり続けたキー: %1。未判定です。</translation>
    </message>
    <message>
        <source>All keys outside of the sample.</source>
        <translation>サンプルに含まれないすべてのキー。</translation>
    </message>
    <message>
        <source>Expiries that are less than %1 apart count as equal.</source>
        <translation>有効期限の差が%1未満であれば、等しいとみなします。</translation>
    </message>
    <message>
        <source>Functions, scripts, users and settings are no data: Assess looks at those that matter.</source>
        <translation>関数、スクリプト、ユーザー、設定はデータではありません。重要なものは「診断」で確認します。</translation>
    </message>
    <message>
        <source>How long ago and how often a key was used (LRU, LFU) is not replicated.</source>
        <translation>キーが最後に使われた時期や頻度（LRU、LFU）はレプリケーションされません。</translation>
    </message>
    <message>
        <source>An earlier comparison was left unfinished.</source>
        <translation>以前の比較が完了していません。</translation>
    </message>
    <message numerus="yes">
        <source>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</source>
        <translation>
            <numerusform>未判定のキーのうち%1個は名前が保持されていないため、凍結中に比較できません。</numerusform>
        </translation>
    </message>
    <message>
        <source>A new full sync mends it.</source>
        <translation>新しい完全同期で修正できます。</translation>
    </message>
    <message>
        <source>A new full sync replaced what had been compared: compare once more.</source>
        <translation>比較済みのデータが新しい完全同期で置き換えられました。もう一度比較してください。</translation>
    </message>
    <message>
        <source>Keys that were being read when a comparison was stopped, and whose names are longer than %1: %2. They are undecided.</source>
        <translation>比較の停止時に読み取り中で、名前が%1を超えるキー: %2。未判定です。</translation>
    </message>
    <message numerus="yes">
        <source>%1 differences</source>
        <translation>
            <numerusform>差異%1件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 keys compared.</source>
        <translation>
            <numerusform>%1。キー%2個を比較しました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference among %1 keys.</source>
        <translation>
            <numerusform>%1個のキーに差異はありません。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys cannot be compared.</source>
        <translation>
            <numerusform>%1個のキーは比較できません。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ViewMenu</name>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>Colours as the &amp;desktop</source>
        <translation>デスクトップの配色に合わせる(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>ライト(&amp;L)</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>ダーク(&amp;A)</translation>
    </message>
    <message>
        <source>Language as the d&amp;esktop</source>
        <translation>デスクトップの言語に合わせる(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>ハイコントラスト(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>標準の文字(&amp;N)</translation>
    </message>
    <message>
        <source>La&amp;rge text</source>
        <translation>大きい文字(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Very large text</source>
        <translation>特大の文字(&amp;V)</translation>
    </message>
</context>
<context>
    <name>ferryman::WizardPage</name>
    <message>
        <source>Practice on a stand-in: the target is no real Dragonfly, but a Redis that answers like one.</source>
        <translation>代替サーバーでの練習です。移行先は本物のDragonflyではなく、同じように応答するRedisです。</translation>
    </message>
    <message>
        <source>Take &amp;up the earlier switch</source>
        <translation>以前の切り替えを再開(&amp;U)</translation>
    </message>
    <message>
        <source>Asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>すべてのサーバーに実際の状態を問い合わせてから、切り替えを完了するか、すべてを元に戻します。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Moves a Redis primary under Sentinel to Dragonfly.</source>
        <translation>Sentinel配下のRedisプライマリをDragonflyへ移行します。</translation>
    </message>
    <message>
        <source>Practise on a lab of local servers.</source>
        <translation>ローカルサーバーのラボで練習します。</translation>
    </message>
    <message>
        <source>With --practice: go through all steps without a person.</source>
        <translation>--practiceと併用: すべての手順を人の操作なしで実行します。</translation>
    </message>
    <message>
        <source>Folder for report and pictures.</source>
        <translation>レポートと画像のフォルダー。</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Language of the console, such as de.</source>
        <translation>コンソールの言語（deなど）。</translation>
    </message>
    <message>
        <source>language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>暗い配色。</translation>
    </message>
    <message>
        <source>A plan to open.</source>
        <translation>開くプラン。</translation>
    </message>
    <message>
        <source>--unattended goes with --practice only.</source>
        <translation>--unattendedは--practiceと併用する場合だけ使用できます。</translation>
    </message>
    <message>
        <source>--practice brings its own plan: leave the plan out.</source>
        <translation>--practiceには専用のプランがあります。プランの指定は不要です。</translation>
    </message>
</context>
</TS>
