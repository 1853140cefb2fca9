<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>LinkWords</name>
    <message numerus="yes">
        <source>full sync: %1 of %2 keys</source>
        <translation>
            <numerusform>全量同步：%2 个键中的 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>全量同步</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1，%2 秒</translation>
    </message>
    <message>
        <source>is being attached</source>
        <translation>正在接入</translation>
    </message>
    <message>
        <source>catches up</source>
        <translation>正在追赶</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>延迟 %1</translation>
    </message>
    <message>
        <source>steady, lag %1</source>
        <translation>稳定，延迟 %1</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>连接断开</translation>
    </message>
    <message>
        <source>full sync after full sync</source>
        <translation>全量同步反复不止</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Gate</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>预备</translation>
    </message>
    <message>
        <source>Recheck</source>
        <translation>复查</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>追平</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>触发</translation>
    </message>
    <message>
        <source>Promote</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>Demote</source>
        <translation>降级</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Retreat</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>分离</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>对准</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>收尾</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>切换</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
</context>
<context>
    <name>SyncStages</name>
    <message>
        <source>full sync in %1</source>
        <translation>全量同步用时 %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 keys</source>
        <translation>
            <numerusform>%1 / %2 个键</numerusform>
        </translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>延迟 %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>已持续 %1</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 / %2 秒</translation>
    </message>
    <message>
        <source>%1 s within the limits</source>
        <translation>处于阈值内 %1 秒</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>接入</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>快照</translation>
    </message>
    <message>
        <source>by the source</source>
        <translation>由源生成</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Catch up</source>
        <translation>追赶</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>稳定</translation>
    </message>
</context>
<context>
    <name>TurningPoint</name>
    <message>
        <source>Every needed connection works.</source>
        <translation>所需的连接均正常。</translation>
    </message>
    <message>
        <source>All gates are open: the switch waits for the name of the group.</source>
        <translation>所有条件均已满足：切换等待输入组名。</translation>
    </message>
    <message>
        <source>Switch: %1.</source>
        <translation>切换：%1。</translation>
    </message>
    <message>
        <source>From here on the switch only goes forward.</source>
        <translation>从此切换只能继续向前。</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>报告已写出。</translation>
    </message>
</context>
<context>
    <name>charts</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>source %1</source>
        <translation>源 %1</translation>
    </message>
    <message>
        <source>Dragonfly %1</source>
        <translation>Dragonfly %1</translation>
    </message>
    <message>
        <source>lag %1 B</source>
        <translation>延迟 %1 B</translation>
    </message>
    <message>
        <source>written %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>applied %1</source>
        <translation>应用 %1</translation>
    </message>
    <message>
        <source>no value is known</source>
        <translation>无已知数值</translation>
    </message>
    <message>
        <source>At %1: %2</source>
        <translation>%1 时：%2</translation>
    </message>
    <message>
        <source>keys %1 / %2</source>
        <translation>键 %1 / %2</translation>
    </message>
    <message>
        <source>memory %1 / %2</source>
        <translation>内存 %1 / %2</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The operation was abandoned before it ended.</source>
        <translation>操作在结束前被放弃。</translation>
    </message>
    <message>
        <source>%1 answered the freeze in an unknown shape.</source>
        <translation>%1 对冻结的应答格式未知。</translation>
    </message>
    <message>
        <source>%1 does not answer as a primary with an offset: it is none any more.</source>
        <translation>%1 未以带偏移量的主节点身份应答：它已不再是主节点。</translation>
    </message>
    <message>
        <source>Dragonfly is a primary already: somebody else promoted it.</source>
        <translation>Dragonfly 已经是主节点：它已被他人提升。</translation>
    </message>
    <message>
        <source>Dragonfly began a new full sync during the freeze.</source>
        <translation>Dragonfly 在冻结期间开始了新的全量同步。</translation>
    </message>
    <message>
        <source>The source is no longer the primary that was frozen.</source>
        <translation>源已不再是被冻结的那个主节点。</translation>
    </message>
    <message>
        <source>A new full sync began during the freeze.</source>
        <translation>冻结期间开始了新的全量同步。</translation>
    </message>
    <message>
        <source>down</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>延迟（字节）</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>不超过 %1</translation>
    </message>
    <message>
        <source>Last acknowledgement</source>
        <translation>最近一次确认</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1 秒前</translation>
    </message>
    <message>
        <source>at most %1 s</source>
        <translation>不超过 %1 秒</translation>
    </message>
    <message>
        <source>Replication stream</source>
        <translation>复制流</translation>
    </message>
    <message>
        <source>source %1, Dragonfly %2</source>
        <translation>源 %1，Dragonfly %2</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>键</translation>
    </message>
    <message>
        <source>%1 on the source, %2 on Dragonfly</source>
        <translation>源上 %1 个，Dragonfly 上 %2 个</translation>
    </message>
    <message>
        <source>Sentinels that answer</source>
        <translation>有应答的 Sentinel</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>no common primary</source>
        <translation>没有一致的主节点</translation>
    </message>
    <message>
        <source>all name %1</source>
        <translation>均认定 %1</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>主节点</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>a failover is in progress at Sentinel %1</source>
        <translation>Sentinel %1 正在进行故障转移</translation>
    </message>
    <message>
        <source>Sentinel %1 is in tilt mode</source>
        <translation>Sentinel %1 处于 TILT 模式</translation>
    </message>
    <message>
        <source>Sentinel %1 holds the source for down</source>
        <translation>Sentinel %1 判定源已下线</translation>
    </message>
    <message>
        <source>Dragonfly alone</source>
        <translation>仅 Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Dragonfly (%2) yet</source>
        <translation>Sentinel %1 尚未发现 Dragonfly（%2）</translation>
    </message>
    <message>
        <source>Sentinel %1 holds Dragonfly for down</source>
        <translation>Sentinel %1 判定 Dragonfly 已下线</translation>
    </message>
    <message>
        <source>%1 is a live replica as well</source>
        <translation>%1 也是在线副本</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel</source>
        <translation>Dragonfly，每个 Sentinel 均如此</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none</source>
        <translation>Sentinel %1 不会选择任何副本</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose %2</source>
        <translation>Sentinel %1 会选择 %2</translation>
    </message>
    <message>
        <source>Findings that block</source>
        <translation>阻碍项</translation>
    </message>
    <message>
        <source>%1, such as: %2</source>
        <translation>%1，例如：%2</translation>
    </message>
    <message>
        <source>Version of the source</source>
        <translation>源的版本</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>操作日志</translation>
    </message>
    <message>
        <source>is written</source>
        <translation>写入正常</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>无法写入</translation>
    </message>
    <message>
        <source>%1 does not tell its setting %2, so it could not be put back: %3</source>
        <translation>%1 不提供其设置 %2 的值，因此届时无法还原：%3</translation>
    </message>
    <message>
        <source>%1 still refuses writes since an earlier switch: run there CONFIG SET min-replicas-to-write 0, then begin again.</source>
        <translation>%1 自先前一次切换以来仍拒绝写入：请在其上执行 CONFIG SET min-replicas-to-write 0，然后重新开始。</translation>
    </message>
    <message>
        <source>The connection to the source broke just before the freeze.</source>
        <translation>到源的连接在冻结前一刻中断。</translation>
    </message>
    <message>
        <source>A new full sync began just before the freeze.</source>
        <translation>冻结前一刻开始了新的全量同步。</translation>
    </message>
    <message>
        <source>A Sentinel names %1 again.</source>
        <translation>有 Sentinel 又认定了 %1。</translation>
    </message>
    <message>
        <source>%1 answered: %2</source>
        <translation>%1 应答：%2</translation>
    </message>
    <message>
        <source>No answer in time.</source>
        <translation>未及时应答。</translation>
    </message>
    <message>
        <source>Sentinel %1 gave the failover up: %2.</source>
        <translation>Sentinel %1 放弃了故障转移：%2。</translation>
    </message>
    <message>
        <source>Sentinel %1 names no primary.</source>
        <translation>Sentinel %1 未给出主节点。</translation>
    </message>
    <message>
        <source>No Sentinel is left that could be told to fail over.</source>
        <translation>已没有可用来发起故障转移的 Sentinel。</translation>
    </message>
    <message>
        <source>No Sentinel answers.</source>
        <translation>没有 Sentinel 应答。</translation>
    </message>
    <message>
        <source>The switch has begun already.</source>
        <translation>切换已经开始。</translation>
    </message>
    <message>
        <source>No switch is under way.</source>
        <translation>没有正在进行的切换。</translation>
    </message>
    <message>
        <source>The failover was begun already, so the switch only goes forward: stopping it now could lose writes.</source>
        <translation>故障转移已经开始，切换只能继续向前：现在停止可能丢失写入。</translation>
    </message>
    <message>
        <source>Dragonfly may be chosen from now on.</source>
        <translation>从此刻起允许选择 Dragonfly。</translation>
    </message>
    <message>
        <source>Wait until every Sentinel would choose Dragonfly: up to 10 s, its INFO poll.</source>
        <translation>等待每个 Sentinel 都会选择 Dragonfly：最长 10 秒，即其 INFO 轮询间隔。</translation>
    </message>
    <message>
        <source>All gates once more, by the machine. Until here nothing has touched the source.</source>
        <translation>由程序再次检查全部条件。到此为止，源未受任何触动。</translation>
    </message>
    <message>
        <source>Writes wait; the offset in the reply is the last one.</source>
        <translation>写入等待；应答中的偏移量即为最终偏移量。</translation>
    </message>
    <message>
        <source>Wait until Dragonfly has that offset.</source>
        <translation>等待 Dragonfly 到达该偏移量。</translation>
    </message>
    <message>
        <source>To one Sentinel. From here it only goes forward.</source>
        <translation>发送给一个 Sentinel。从此只能继续向前。</translation>
    </message>
    <message>
        <source>Wait until Dragonfly says role:master.</source>
        <translation>等待 Dragonfly 报告 role:master。</translation>
    </message>
    <message>
        <source>The old primary becomes read-only, and its clients ask Sentinel.</source>
        <translation>旧主节点变为只读，其客户端转而询问 Sentinel。</translation>
    </message>
    <message>
        <source>Wait until every Sentinel names Dragonfly.</source>
        <translation>等待每个 Sentinel 都认定 Dragonfly。</translation>
    </message>
    <message>
        <source>One write where Sentinel points; it expires after a minute.</source>
        <translation>向 Sentinel 所指的节点写入一次；一分钟后过期。</translation>
    </message>
    <message>
        <source>Only if it turns back before the promotion: everything as it was.</source>
        <translation>仅当在提升之前折返时：一切恢复原状。</translation>
    </message>
    <message>
        <source>All gates are open.</source>
        <translation>所有条件均已满足。</translation>
    </message>
    <message>
        <source>What comes next stands in the journal.</source>
        <translation>接下来要做的事已记入操作日志。</translation>
    </message>
    <message>
        <source>Dragonfly may be promoted: replica_priority is 1.</source>
        <translation>Dragonfly 可以被提升：replica_priority 为 1。</translation>
    </message>
    <message>
        <source>Every answering Sentinel would choose Dragonfly.</source>
        <translation>每个有应答的 Sentinel 都会选择 Dragonfly。</translation>
    </message>
    <message>
        <source>Every connection is open, the old settings are known.</source>
        <translation>所有连接均已打开，原有设置均已知。</translation>
    </message>
    <message>
        <source>Writes are frozen at offset %1.</source>
        <translation>写入已冻结在偏移量 %1。</translation>
    </message>
    <message>
        <source>Dragonfly has everything: offset %1.</source>
        <translation>Dragonfly 已拥有全部数据：偏移量 %1。</translation>
    </message>
    <message>
        <source>The Sentinel began the failover.</source>
        <translation>该 Sentinel 已开始故障转移。</translation>
    </message>
    <message>
        <source>Dragonfly is the primary: it accepts writes.</source>
        <translation>Dragonfly 已是主节点：它接受写入。</translation>
    </message>
    <message>
        <source>The old primary is read-only, its clients were sent to Sentinel.</source>
        <translation>旧主节点为只读，其客户端已被引向 Sentinel。</translation>
    </message>
    <message>
        <source>Every answering Sentinel names Dragonfly.</source>
        <translation>每个有应答的 Sentinel 都认定 Dragonfly。</translation>
    </message>
    <message>
        <source>A write where Sentinel points was accepted.</source>
        <translation>向 Sentinel 所指的节点写入，已被接受。</translation>
    </message>
    <message>
        <source>The source accepts writes again.</source>
        <translation>源重新接受写入。</translation>
    </message>
    <message>
        <source>Looked around: the outcome of the failover is still open.</source>
        <translation>已查看现状：故障转移的结果尚未确定。</translation>
    </message>
    <message>
        <source>The freeze failed: %1</source>
        <translation>冻结失败：%1</translation>
    </message>
    <message>
        <source>The Sentinel did not take the failover: %1</source>
        <translation>该 Sentinel 未接受故障转移：%1</translation>
    </message>
    <message>
        <source>The old primary is not demoted yet, and is tried again: %1</source>
        <translation>旧主节点尚未降级，正在重试：%1</translation>
    </message>
    <message>
        <source>The write where Sentinel points failed, and is tried again: %1</source>
        <translation>向 Sentinel 所指的节点写入失败，正在重试：%1</translation>
    </message>
    <message>
        <source>The source could not be put back yet: %1</source>
        <translation>源尚未能还原：%1</translation>
    </message>
    <message>
        <source>Dragonfly could not be put back yet: %1</source>
        <translation>Dragonfly 尚未能还原：%1</translation>
    </message>
    <message>
        <source>Nothing was switched, but not everything could be put back. Run this as soon as the server answers: %1</source>
        <translation>没有切换任何内容，但未能全部还原。请在服务器恢复应答后立即执行：%1</translation>
    </message>
    <message>
        <source>The failover was begun and its end is not known, so %1 goes on refusing writes and none is lost. Ask %2 for its ROLE. If it is master, run REPLICAOF 127.0.0.1 1 on %1. If it is slave and no Sentinel shows a failover-state, run this: %3</source>
        <translation>故障转移已经开始，但结果未知，因此 %1 继续拒绝写入，不会丢失任何写入。请向 %2 查询 ROLE。若为 master，请在 %1 上执行 REPLICAOF 127.0.0.1 1。若为 slave，且没有 Sentinel 显示 failover-state，请执行：%3</translation>
    </message>
    <message>
        <source>Dragonfly %2 is the primary, but the old primary %1 did not answer and was not demoted. Keep it stopped, or run REPLICAOF 127.0.0.1 1 there once it answers.</source>
        <translation>Dragonfly %2 已是主节点，但旧主节点 %1 没有应答，未被降级。请使其保持停止，或在其恢复应答后于其上执行 REPLICAOF 127.0.0.1 1。</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and the old one is read-only, but not every Sentinel names it. Run SENTINEL MASTER %2 on each, and SENTINEL RESET %2 on the one that is wrong.</source>
        <translation>Dragonfly %1 已是主节点，旧主节点为只读，但并非每个 Sentinel 都认定它。请在每个 Sentinel 上执行 SENTINEL MASTER %2，并在有误的那个上执行 SENTINEL RESET %2。</translation>
    </message>
    <message>
        <source>Every Sentinel names Dragonfly %1, but it did not accept a write: see its log and its memory limit.</source>
        <translation>每个 Sentinel 都认定 Dragonfly %1，但它未接受写入：请查看其日志和内存上限。</translation>
    </message>
    <message>
        <source>Sentinel failed over to Dragonfly %2 by itself, before it was known to have every write. It is the primary now; compare it with %1, which was not changed since.</source>
        <translation>Sentinel 在确认 Dragonfly %2 拥有全部写入之前，自行故障转移到了它。它现在是主节点；请将其与此后未变更的 %1 进行比较。</translation>
    </message>
    <message>
        <source>Reads all gates.</source>
        <translation>读取所有条件。</translation>
    </message>
    <message>
        <source>Waits until every Sentinel has noticed that Dragonfly may be promoted: up to 10 s.</source>
        <translation>等待每个 Sentinel 都注意到 Dragonfly 可以被提升：最长 10 秒。</translation>
    </message>
    <message>
        <source>Opens every connection and reads all gates once more.</source>
        <translation>打开所有连接，并再次读取所有条件。</translation>
    </message>
    <message>
        <source>Freezes the writes on the source.</source>
        <translation>冻结源上的写入。</translation>
    </message>
    <message>
        <source>Waits until Dragonfly has the last write.</source>
        <translation>等待 Dragonfly 收到最后一次写入。</translation>
    </message>
    <message>
        <source>Tells a Sentinel to fail over.</source>
        <translation>通知一个 Sentinel 执行故障转移。</translation>
    </message>
    <message>
        <source>Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes.</source>
        <translation>等待 Sentinel 提升 Dragonfly。源继续拒绝写入。</translation>
    </message>
    <message>
        <source>Makes the old primary read-only.</source>
        <translation>将旧主节点设为只读。</translation>
    </message>
    <message>
        <source>Waits until every Sentinel names Dragonfly.</source>
        <translation>等待每个 Sentinel 都认定 Dragonfly。</translation>
    </message>
    <message>
        <source>Waits until the old primary answers and every Sentinel names Dragonfly.</source>
        <translation>等待旧主节点应答，且每个 Sentinel 都认定 Dragonfly。</translation>
    </message>
    <message>
        <source>Puts everything back.</source>
        <translation>还原一切。</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>已被要求停止。</translation>
    </message>
    <message>
        <source>Nothing was switched, and everything was put back.</source>
        <translation>没有切换任何内容，一切均已还原。</translation>
    </message>
    <message>
        <source>The gates could not be read in time: a server answers too slowly.</source>
        <translation>未能及时读取条件：有服务器应答过慢。</translation>
    </message>
    <message>
        <source>Not every Sentinel came to choose Dragonfly in time.</source>
        <translation>并非每个 Sentinel 都及时转为选择 Dragonfly。</translation>
    </message>
    <message>
        <source>The last look at all gates took too long: a server answers too slowly.</source>
        <translation>最后一次检查全部条件耗时过长：有服务器应答过慢。</translation>
    </message>
    <message>
        <source>The source did not answer the freeze in time.</source>
        <translation>源未及时应答冻结。</translation>
    </message>
    <message>
        <source>Dragonfly did not take in the last writes while the source was frozen.</source>
        <translation>源冻结期间，Dragonfly 未能接收最后的写入。</translation>
    </message>
    <message>
        <source>The Sentinel gave the failover up before it began to promote.</source>
        <translation>该 Sentinel 在开始提升之前放弃了故障转移。</translation>
    </message>
    <message>
        <source>It was stopped at your word.</source>
        <translation>已按您的指示停止。</translation>
    </message>
    <message>
        <source>The journal %1 cannot be used: see that the disk has room and that you may write there.</source>
        <translation>无法使用操作日志 %1：请确认磁盘有可用空间，且您有权在该处写入。</translation>
    </message>
    <message>
        <source>The journal %1 was written by another version of Ferryman (schema %2, this one reads %3): use that version to go on with it.</source>
        <translation>操作日志 %1 由另一版本的 Ferryman 写成（模式版本 %2，本版本读取 %3）：请用那个版本继续。</translation>
    </message>
    <message>
        <source>Row %2 of the journal %1 cannot be read: the file was damaged.</source>
        <translation>无法读取操作日志 %1 的第 %2 行：文件已损坏。</translation>
    </message>
    <message>
        <source>This is not JSON: line %1, column %2: %3.</source>
        <translation>这不是 JSON：第 %1 行，第 %2 列：%3。</translation>
    </message>
    <message>
        <source>A plan is a JSON object: { ... }.</source>
        <translation>计划是一个 JSON 对象：{ ... }。</translation>
    </message>
    <message>
        <source>%1 is no key of a plan: check its spelling.</source>
        <translation>%1 不是计划中的键：请检查拼写。</translation>
    </message>
    <message>
        <source>%1 must be a text.</source>
        <translation>%1 必须是文本。</translation>
    </message>
    <message>
        <source>%1 must be a list of texts.</source>
        <translation>%1 必须是文本列表。</translation>
    </message>
    <message>
        <source>%1 must be true or false.</source>
        <translation>%1 必须是 true 或 false。</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3.</source>
        <translation>%1 必须是 %2 到 %3 之间的整数。</translation>
    </message>
    <message>
        <source>%1 must be an object: { ... }.</source>
        <translation>%1 必须是对象：{ ... }。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 must be one of %2.</source>
        <translation>%1 必须是下列之一：%2。</translation>
    </message>
    <message>
        <source>%1 is missing: a client certificate and its key belong together.</source>
        <translation>缺少 %1：客户端证书与其私钥必须成对提供。</translation>
    </message>
    <message>
        <source>%1 must be a UUID; leave it out and one is made.</source>
        <translation>%1 必须是 UUID；省略则自动生成。</translation>
    </message>
    <message>
        <source>%1 must name at least one Sentinel.</source>
        <translation>%1 必须至少列出一个 Sentinel。</translation>
    </message>
    <message>
        <source>%1 is missing: it is the URL of the target.</source>
        <translation>缺少 %1：它是目标的 URL。</translation>
    </message>
    <message>
        <source>The plan %1 cannot be read: check its name and its rights.</source>
        <translation>无法读取计划 %1：请检查其名称和权限。</translation>
    </message>
    <message>
        <source>The file %1 is too large to be a plan.</source>
        <translation>文件 %1 过大，不可能是计划。</translation>
    </message>
    <message>
        <source>Starting a Redis source and its future primary</source>
        <translation>正在启动 Redis 源及其未来的主节点</translation>
    </message>
    <message>
        <source>Waiting until every Sentinel knows all others</source>
        <translation>正在等待每个 Sentinel 发现其他所有 Sentinel</translation>
    </message>
    <message>
        <source>The Sentinels did not find each other.</source>
        <translation>各 Sentinel 未能相互发现。</translation>
    </message>
    <message>
        <source>The lab has no such server.</source>
        <translation>演练环境中没有这样的服务器。</translation>
    </message>
    <message>
        <source>The practice data could not be written.</source>
        <translation>无法写入演练数据。</translation>
    </message>
    <message>
        <source>No Sentinel names a primary of %1.</source>
        <translation>没有 Sentinel 给出 %1 的主节点。</translation>
    </message>
    <message>
        <source>The server that Sentinel names is no primary.</source>
        <translation>Sentinel 给出的服务器不是主节点。</translation>
    </message>
    <message>
        <source>The files of a local server cannot be written to %1.</source>
        <translation>无法将本地服务器的文件写入 %1。</translation>
    </message>
    <message>
        <source>%1 could not be run: %2</source>
        <translation>无法运行 %1：%2</translation>
    </message>
    <message>
        <source>The local server %1 did not answer within %2 s.</source>
        <translation>本地服务器 %1 在 %2 秒内没有应答。</translation>
    </message>
    <message>
        <source>The local server %1 ended before it was ready.</source>
        <translation>本地服务器 %1 在就绪之前退出。</translation>
    </message>
    <message>
        <source>%1 names no program that can be run: correct or remove this environment variable.</source>
        <translation>%1 指定的不是可运行的程序：请更正或删除该环境变量。</translation>
    </message>
    <message>
        <source>%1 was not found: install it, or name its path in the environment variable %2.</source>
        <translation>找不到 %1：请安装它，或在环境变量 %2 中指定其路径。</translation>
    </message>
    <message>
        <source>No free port was found on 127.0.0.1 between %1 and %2.</source>
        <translation>在 127.0.0.1 上未找到 %1 到 %2 之间的空闲端口。</translation>
    </message>
    <message>
        <source>Port %1 of 127.0.0.1 cannot be opened: %2</source>
        <translation>无法打开 127.0.0.1 的端口 %1：%2</translation>
    </message>
    <message>
        <source>No port could be opened on 127.0.0.1.</source>
        <translation>在 127.0.0.1 上无法打开任何端口。</translation>
    </message>
    <message>
        <source>The acknowledged writes cannot be looked for.</source>
        <translation>无法查找已确认的写入。</translation>
    </message>
    <message>
        <source>This check did not end in time</source>
        <translation>此项检查未及时结束</translation>
    </message>
    <message>
        <source>no answer within %1 s</source>
        <translation>%1 秒内没有应答</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation>有应答</translation>
    </message>
    <message>
        <source>What was not read is not known to be well: check again.</source>
        <translation>未读到的内容不能视为正常：请重新检查。</translation>
    </message>
    <message>
        <source>What was not read is not known to be well.</source>
        <translation>未读到的内容不能视为正常。</translation>
    </message>
    <message>
        <source>Every Sentinel answers</source>
        <translation>每个 Sentinel 都有应答</translation>
    </message>
    <message>
        <source>%1 of %1</source>
        <translation>%1 / %1</translation>
    </message>
    <message>
        <source>Sentinel %1 does not answer</source>
        <translation>Sentinel %1 没有应答</translation>
    </message>
    <message>
        <source>an answer of every Sentinel of the group</source>
        <translation>该组的每个 Sentinel 都有应答</translation>
    </message>
    <message>
        <source>A Sentinel that was not asked may lead clients back to the old primary: mend it, or have the others forget it with SENTINEL RESET.</source>
        <translation>未被询问的 Sentinel 可能会把客户端引回旧主节点：请将其修复，或用 SENTINEL RESET 让其他 Sentinel 忘记它。</translation>
    </message>
    <message>
        <source>The Sentinels disagree</source>
        <translation>各 Sentinel 不一致</translation>
    </message>
    <message>
        <source>one primary, one epoch, one quorum, everybody known</source>
        <translation>同一主节点、同一纪元、同一法定票数，且彼此全部知晓</translation>
    </message>
    <message>
        <source>Clients go where the Sentinel that they ask sends them.</source>
        <translation>客户端会前往其所询问的 Sentinel 指向的位置。</translation>
    </message>
    <message>
        <source>All Sentinels agree</source>
        <translation>所有 Sentinel 一致</translation>
    </message>
    <message>
        <source>primary %1, epoch %2</source>
        <translation>主节点 %1，纪元 %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 usable, quorum %2</source>
        <translation>
            <numerusform>可用 %1 个，法定票数 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The quorum can be reached</source>
        <translation>可以达到法定票数</translation>
    </message>
    <message>
        <source>The quorum cannot be reached</source>
        <translation>无法达到法定票数</translation>
    </message>
    <message numerus="yes">
        <source>at least %1 usable</source>
        <translation>
            <numerusform>至少 %1 个可用</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a majority the group has no failover of its own after the switch.</source>
        <translation>没有多数，切换之后该组便无法自行故障转移。</translation>
    </message>
    <message>
        <source>A Sentinel is in tilt mode</source>
        <translation>有 Sentinel 处于 TILT 模式</translation>
    </message>
    <message>
        <source>In tilt a Sentinel accepts a failover but does nothing until tilt ends, 30 s later.</source>
        <translation>在 TILT 模式下，Sentinel 会接受故障转移，但在 30 秒后 TILT 结束之前不执行任何操作。</translation>
    </message>
    <message>
        <source>A failover is in progress</source>
        <translation>故障转移正在进行</translation>
    </message>
    <message>
        <source>Two failovers at once leave the Sentinels with different primaries.</source>
        <translation>同时进行两次故障转移，会使各 Sentinel 认定不同的主节点。</translation>
    </message>
    <message>
        <source>A Sentinel holds the primary for down</source>
        <translation>有 Sentinel 判定主节点已下线</translation>
    </message>
    <message>
        <source>It may start a failover of its own at any moment.</source>
        <translation>它随时可能自行发起故障转移。</translation>
    </message>
    <message>
        <source>No failover, no tilt, nobody held for down</source>
        <translation>没有故障转移，没有 TILT，没有节点被判定下线</translation>
    </message>
    <message>
        <source>The freeze ends before a Sentinel can hold the primary for down</source>
        <translation>冻结会在 Sentinel 能够判定主节点下线之前结束</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a host name</source>
        <translation>Sentinel 以主机名给出主节点</translation>
    </message>
    <message>
        <source>an IP address</source>
        <translation>IP 地址</translation>
    </message>
    <message>
        <source>Dragonfly must be attached by the very address that Sentinel uses; else Sentinel re-points it, which empties it and begins a full sync anew.</source>
        <translation>接入 Dragonfly 所用的地址必须与 Sentinel 使用的地址完全相同；否则 Sentinel 会将其重新指向，使其清空并重新开始全量同步。</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a loopback address</source>
        <translation>Sentinel 以环回地址给出主节点</translation>
    </message>
    <message>
        <source>an address that Dragonfly can reach</source>
        <translation>Dragonfly 可以到达的地址</translation>
    </message>
    <message>
        <source>The primary is named by an address that Dragonfly can use</source>
        <translation>主节点的地址可供 Dragonfly 使用</translation>
    </message>
    <message>
        <source>No other live replica</source>
        <translation>没有其他在线副本</translation>
    </message>
    <message>
        <source>The group has other live replicas</source>
        <translation>该组有其他在线副本</translation>
    </message>
    <message>
        <source>Dragonfly as the only live replica</source>
        <translation>Dragonfly 是唯一的在线副本</translation>
    </message>
    <message>
        <source>The source is a primary</source>
        <translation>源是主节点</translation>
    </message>
    <message>
        <source>The source is no primary</source>
        <translation>源不是主节点</translation>
    </message>
    <message>
        <source>role:master</source>
        <translation>role:master</translation>
    </message>
    <message>
        <source>Only the primary holds every write. Sentinel may just have failed over: read the endpoints again.</source>
        <translation>只有主节点拥有全部写入。Sentinel 可能刚刚进行过故障转移：请重新读取端点。</translation>
    </message>
    <message>
        <source>The source is neither Redis nor Valkey</source>
        <translation>源既不是 Redis 也不是 Valkey</translation>
    </message>
    <message>
        <source>Ferryman knows how to freeze and to drain these two only.</source>
        <translation>Ferryman 只会对这两种服务器执行冻结和追平。</translation>
    </message>
    <message>
        <source>The source is too old to be frozen</source>
        <translation>源版本过旧，无法冻结</translation>
    </message>
    <message>
        <source>Dragonfly reads RDB versions 5 to 12 (rdb_load.cc): a newer one makes the full sync fail and begin again for ever.</source>
        <translation>Dragonfly 读取 RDB 版本 5 到 12（rdb_load.cc）：更新的版本会使全量同步失败，并无休止地重新开始。</translation>
    </message>
    <message>
        <source>Lua scripts may write past the fence</source>
        <translation>Lua 脚本可能绕过写入屏障</translation>
    </message>
    <message>
        <source>6.2.7 or newer</source>
        <translation>6.2.7 或更新</translation>
    </message>
    <message>
        <source>Redis 6.2.0 to 6.2.6 lets EVAL write in spite of min-replicas-to-write; the pause still holds it for the freeze budget.</source>
        <translation>Redis 6.2.0 到 6.2.6 即使设置了 min-replicas-to-write 仍允许 EVAL 写入；在冻结时限内，暂停仍会拦住它。</translation>
    </message>
    <message>
        <source>Cluster mode</source>
        <translation>集群模式</translation>
    </message>
    <message>
        <source>The source is no cluster node</source>
        <translation>源不是集群节点</translation>
    </message>
    <message>
        <source>cluster_enabled:0</source>
        <translation>cluster_enabled:0</translation>
    </message>
    <message>
        <source>The source is a cluster node</source>
        <translation>源是集群节点</translation>
    </message>
    <message>
        <source>cluster_enabled:1</source>
        <translation>cluster_enabled:1</translation>
    </message>
    <message>
        <source>A cluster node holds a part of the keys only, and Sentinel does not manage it.</source>
        <translation>集群节点只拥有一部分键，且不由 Sentinel 管理。</translation>
    </message>
    <message>
        <source>TTLs of hash fields</source>
        <translation>哈希字段的 TTL</translation>
    </message>
    <message>
        <source>No hash field has a TTL</source>
        <translation>没有哈希字段带有 TTL</translation>
    </message>
    <message>
        <source>TTLs of hash fields make the full sync loop for ever</source>
        <translation>哈希字段的 TTL 会使全量同步无休止地循环</translation>
    </message>
    <message numerus="yes">
        <source>%1 hashes</source>
        <translation>
            <numerusform>%1 个哈希</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly cannot load them (measured on 1.40.1): persist the fields or delete these hashes first.</source>
        <translation>Dragonfly 无法加载它们（在 1.40.1 上实测）：请先将这些字段设为持久，或删除这些哈希。</translation>
    </message>
    <message>
        <source>Function libraries</source>
        <translation>函数库</translation>
    </message>
    <message>
        <source>No function library</source>
        <translation>没有函数库</translation>
    </message>
    <message>
        <source>A function library makes the full sync loop for ever</source>
        <translation>函数库会使全量同步无休止地循环</translation>
    </message>
    <message>
        <source>no library</source>
        <translation>没有函数库</translation>
    </message>
    <message>
        <source>Database indexes</source>
        <translation>数据库编号</translation>
    </message>
    <message>
        <source>highest database with keys %1, Dragonfly has %2</source>
        <translation>有键的最大数据库编号为 %1，Dragonfly 有 %2 个</translation>
    </message>
    <message>
        <source>Dragonfly has every database that is in use</source>
        <translation>在用的数据库 Dragonfly 全部具备</translation>
    </message>
    <message>
        <source>Dragonfly lacks a database that is in use</source>
        <translation>Dragonfly 缺少在用的数据库</translation>
    </message>
    <message>
        <source>Who the target is</source>
        <translation>目标的身份</translation>
    </message>
    <message>
        <source>The target is a Dragonfly</source>
        <translation>目标是 Dragonfly</translation>
    </message>
    <message>
        <source>The target is no Dragonfly</source>
        <translation>目标不是 Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly 1.39 or newer</source>
        <translation>Dragonfly 1.39 或更新</translation>
    </message>
    <message>
        <source>Whether target and source are two servers</source>
        <translation>目标与源是否为两台服务器</translation>
    </message>
    <message>
        <source>Target and source are two servers</source>
        <translation>目标与源是两台服务器</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 和 %2</translation>
    </message>
    <message>
        <source>The target is the source itself</source>
        <translation>目标就是源本身</translation>
    </message>
    <message>
        <source>another server</source>
        <translation>另一台服务器</translation>
    </message>
    <message>
        <source>Dragonfly is too old</source>
        <translation>Dragonfly 版本过旧</translation>
    </message>
    <message>
        <source>1.39 or newer</source>
        <translation>1.39 或更新</translation>
    </message>
    <message>
        <source>What the target holds</source>
        <translation>目标中的内容</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys</source>
        <translation>
            <numerusform>%1 个键</numerusform>
        </translation>
    </message>
    <message>
        <source>The target follows this source already</source>
        <translation>目标已经在跟随该源</translation>
    </message>
    <message>
        <source>The target is empty</source>
        <translation>目标为空</translation>
    </message>
    <message>
        <source>The target holds keys, which the full sync deletes</source>
        <translation>目标中有键，全量同步会将其删除</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>没有键</translation>
    </message>
    <message>
        <source>Replication empties Dragonfly before it loads. Empty it yourself, or accept that its keys are replaced (replaceTargetData in a plan).</source>
        <translation>复制会在加载之前清空 Dragonfly。请自行清空，或接受其中的键被替换（计划中的 replaceTargetData）。</translation>
    </message>
    <message>
        <source>Whom the target follows</source>
        <translation>目标所跟随的节点</translation>
    </message>
    <message>
        <source>The target follows nobody else</source>
        <translation>目标没有跟随其他节点</translation>
    </message>
    <message>
        <source>role:%1</source>
        <translation>role:%1</translation>
    </message>
    <message>
        <source>The target follows another primary</source>
        <translation>目标在跟随另一个主节点</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Attaching it here would take it away from there.</source>
        <translation>在此处接入会使它脱离原处。</translation>
    </message>
    <message>
        <source>The target sets itself no memory limit</source>
        <translation>目标没有为自己设置内存上限</translation>
    </message>
    <message>
        <source>source uses %1, Dragonfly may use %2</source>
        <translation>源使用 %1，Dragonfly 可用 %2</translation>
    </message>
    <message>
        <source>Dragonfly refuses a snapshot whose used-mem is above 1.05 of its maxmemory, and begins the full sync again for ever.</source>
        <translation>若快照的 used-mem 超过其 maxmemory 的 1.05 倍，Dragonfly 会拒绝该快照，并无休止地重新开始全量同步。</translation>
    </message>
    <message>
        <source>The connection ended amid several commands, some of which had been run: ask the server what is true.</source>
        <translation>连接在多条命令执行途中断开，其中部分已经执行：请向服务器查询实际状态。</translation>
    </message>
    <message>
        <source>%1 did not run the transaction.</source>
        <translation>%1 没有执行该事务。</translation>
    </message>
    <message>
        <source>%1 did not answer each command of the transaction.</source>
        <translation>%1 没有应答事务中的每条命令。</translation>
    </message>
    <message>
        <source>The connection ended before the reply to %1: whether it was run is not known, so ask the server.</source>
        <translation>连接在 %1 的应答到达之前断开：是否已执行未知，请向服务器查询。</translation>
    </message>
    <message>
        <source>The connection to %1 was given up.</source>
        <translation>已放弃到 %1 的连接。</translation>
    </message>
    <message>
        <source>The connection to %1 was closed.</source>
        <translation>到 %1 的连接已关闭。</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>没有到 %1 的连接。</translation>
    </message>
    <message>
        <source>%1 does not keep up with what it is sent: too much waits for an answer.</source>
        <translation>%1 跟不上发送给它的内容：等待应答的过多。</translation>
    </message>
    <message>
        <source>%1 did not answer %2 in time, so the connection was closed: the server hangs, is overloaded, or the network is down.</source>
        <translation>%1 未及时应答 %2，连接已关闭：服务器挂起、过载，或网络中断。</translation>
    </message>
    <message>
        <source>%1 answered what it was not asked, so its answers can no longer be told apart.</source>
        <translation>%1 应答了未曾询问的内容，其应答已无法对应。</translation>
    </message>
    <message>
        <source>%1 speaks TLS: write rediss:// instead of redis://.</source>
        <translation>%1 使用 TLS：请写 rediss:// 而不是 redis://。</translation>
    </message>
    <message>
        <source>A line of the reply is longer than %1 bytes: this is no server that Ferryman knows.</source>
        <translation>应答中有一行超过 %1 字节：这不是 Ferryman 认识的服务器。</translation>
    </message>
    <message>
        <source>The reply holds a value above the limit of %1 bytes.</source>
        <translation>应答中有一个值超过 %1 字节的上限。</translation>
    </message>
    <message>
        <source>The reply is above the limit of %1 bytes.</source>
        <translation>应答超过 %1 字节的上限。</translation>
    </message>
    <message>
        <source>The reply holds a list above the limit of %1 items.</source>
        <translation>应答中有一个列表超过 %1 项的上限。</translation>
    </message>
    <message>
        <source>The reply nests lists more than %1 deep.</source>
        <translation>应答中列表的嵌套超过 %1 层。</translation>
    </message>
    <message>
        <source>The address holds a password: take it out, and give it in the password field or, for a plan, by an environment variable or the keychain.</source>
        <translation>地址中含有密码：请将其去掉，改在密码栏中输入；若为计划，则通过环境变量或密钥环提供。</translation>
    </message>
    <message>
        <source>The user name before the @ of the address is empty or not written correctly: write special characters as %XX.</source>
        <translation>地址中 @ 之前的用户名为空或书写有误：特殊字符请写成 %XX。</translation>
    </message>
    <message>
        <source>%1 accepts connections but does not answer TLS within %2 s: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 接受连接，但 %2 秒内未以 TLS 应答：若该端口不使用 TLS，请写 redis:// 而不是 rediss://。</translation>
    </message>
    <message>
        <source>%1 did not answer the login within %2 s: it hangs or is overloaded.</source>
        <translation>%1 在 %2 秒内未应答登录：它已挂起或过载。</translation>
    </message>
    <message>
        <source>%1 accepts connections but says nothing within %2 s: it hangs, or it wants TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 接受连接，但 %2 秒内没有任何应答：它已挂起，或要求 TLS；若是后者，请写 rediss:// 而不是 redis://。</translation>
    </message>
    <message>
        <source>No answer from %1 within %2 s: check the address, the port, the network and its firewalls.</source>
        <translation>%1 在 %2 秒内没有应答：请检查地址、端口、网络及其防火墙。</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered: it may want TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 在应答之前关闭了连接：它可能要求 TLS，若是，请写 rediss:// 而不是 redis://。</translation>
    </message>
    <message>
        <source>%1 wants a password: give the user and password of this server.</source>
        <translation>%1 要求密码：请提供该服务器的用户和密码。</translation>
    </message>
    <message>
        <source>%1 refuses the user or the password: check both.</source>
        <translation>%1 拒绝该用户或密码：请检查两者。</translation>
    </message>
    <message>
        <source>%1 refuses the password: check it.</source>
        <translation>%1 拒绝该密码：请检查。</translation>
    </message>
    <message>
        <source>%1 wants no password, but one was given: leave it empty, or set one on the server.</source>
        <translation>%1 不要求密码，却提供了密码：请留空，或在服务器上设置密码。</translation>
    </message>
    <message>
        <source>%1 is in protected mode and accepts nobody from another machine: set a password on it, or bind it to an address.</source>
        <translation>%1 处于保护模式，不接受其他机器的连接：请为其设置密码，或将其绑定到某个地址。</translation>
    </message>
    <message>
        <source>%1 has as many clients as it allows: raise its maxclients or close some.</source>
        <translation>%1 的客户端数已达上限：请调高其 maxclients，或关闭部分客户端。</translation>
    </message>
    <message>
        <source>%1 is still loading its data: wait until it has finished.</source>
        <translation>%1 仍在加载数据：请等待其完成。</translation>
    </message>
    <message>
        <source>%1 is a replica and takes no writes, so it refused %2.</source>
        <translation>%1 是副本，不接受写入，因此拒绝了 %2。</translation>
    </message>
    <message>
        <source>%1 is running a script and answers nothing else: wait for it, or end it with SCRIPT KILL.</source>
        <translation>%1 正在运行脚本，不应答其他请求：请等待，或用 SCRIPT KILL 将其终止。</translation>
    </message>
    <message>
        <source>%1 cannot save to its disk and takes no writes, so it refused %2: look into its log.</source>
        <translation>%1 无法保存到磁盘，不接受写入，因此拒绝了 %2：请查看其日志。</translation>
    </message>
    <message>
        <source>%1 does not know the command %2.</source>
        <translation>%1 不认识命令 %2。</translation>
    </message>
    <message>
        <source>%1 ended the conversation with an error: %2</source>
        <translation>%1 以错误结束了会话：%2</translation>
    </message>
    <message>
        <source>%1 answers %2 with an error: %3</source>
        <translation>%1 对 %2 应答错误：%3</translation>
    </message>
    <message>
        <source>%1 refuses the login: %2</source>
        <translation>%1 拒绝登录：%2</translation>
    </message>
    <message>
        <source>%1 does not have the database that the address names.</source>
        <translation>%1 没有地址中指定的数据库。</translation>
    </message>
    <message>
        <source>Nothing listens on %1: check the address, the port and whether the server runs.</source>
        <translation>%1 上没有程序监听：请检查地址、端口以及服务器是否在运行。</translation>
    </message>
    <message>
        <source>The name %1 is not known: check its spelling and the name service.</source>
        <translation>无法解析名称 %1：请检查拼写和名称服务。</translation>
    </message>
    <message>
        <source>%1 closed the connection.</source>
        <translation>%1 关闭了连接。</translation>
    </message>
    <message>
        <source>No answer from %1: check the address, the port, the network and its firewalls.</source>
        <translation>%1 没有应答：请检查地址、端口、网络及其防火墙。</translation>
    </message>
    <message>
        <source>%1 cannot be reached: check the network and its firewalls.</source>
        <translation>无法到达 %1：请检查网络及其防火墙。</translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation>到 %1 的连接失败。</translation>
    </message>
    <message>
        <source>The TLS file %1 cannot be read.</source>
        <translation>无法读取 TLS 文件 %1。</translation>
    </message>
    <message>
        <source>The file %1 holds no certificate in PEM form.</source>
        <translation>文件 %1 中没有 PEM 格式的证书。</translation>
    </message>
    <message>
        <source>The file %1 holds no RSA or EC key in PEM form without a passphrase.</source>
        <translation>文件 %1 中没有 PEM 格式且无口令的 RSA 或 EC 私钥。</translation>
    </message>
    <message>
        <source>A client certificate needs its key and a key its certificate: only %1 is given.</source>
        <translation>客户端证书与私钥必须成对提供：目前只提供了 %1。</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2: have it renewed.</source>
        <translation>%1 的证书已于 %2 过期：请续期。</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on only: check both clocks.</source>
        <translation>%1 的证书自 %2 起才有效：请检查双方的时钟。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the name %2: give the name that it bears as the TLS server name.</source>
        <translation>%1 的证书不适用于名称 %2：请将证书上的名称填为 TLS 服务器名。</translation>
    </message>
    <message>
        <source>The certificate of %1 was not accepted.</source>
        <translation>%1 的证书未被接受。</translation>
    </message>
    <message>
        <source>%1 refuses the client certificate: check that its certificate authority knows it and that it has not expired.</source>
        <translation>%1 拒绝客户端证书：请检查对方是否信任其证书颁发机构，以及证书是否已过期。</translation>
    </message>
    <message>
        <source>%1 breaks off TLS: it may want a client certificate, so give certificate and key.</source>
        <translation>%1 中断了 TLS：它可能要求客户端证书，若是，请提供证书和私钥。</translation>
    </message>
    <message>
        <source>%1 does not speak TLS as expected: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 的 TLS 与预期不符：若该端口不使用 TLS，请写 redis:// 而不是 rediss://。</translation>
    </message>
    <message>
        <source>Dragonfly could not attach to %1: %2. It must reach that address, and log in there if a password is wanted.</source>
        <translation>Dragonfly 无法接入 %1：%2。它必须能到达该地址；若要求密码，还须能在该处登录。</translation>
    </message>
    <message>
        <source>Dragonfly is a replica of %1 already: end that first with REPLICAOF NO ONE.</source>
        <translation>Dragonfly 已经是 %1 的副本：请先用 REPLICAOF NO ONE 解除。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and attaching would delete them: empty it, or allow them to be replaced.</source>
        <translation>
            <numerusform>Dragonfly 中有 %1 个键，接入会将其删除：请清空，或允许替换这些键。</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is not attached yet.</source>
        <translation>Dragonfly 尚未接入。</translation>
    </message>
    <message>
        <source>Dragonfly connects to the source.</source>
        <translation>Dragonfly 正在连接源。</translation>
    </message>
    <message>
        <source>Replication was stopped.</source>
        <translation>复制已停止。</translation>
    </message>
    <message>
        <source>Not steady: the source does not answer.</source>
        <translation>未稳定：源没有应答。</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly does not answer.</source>
        <translation>未稳定：Dragonfly 没有应答。</translation>
    </message>
    <message>
        <source>Not steady: lag %1; the limit is %2.</source>
        <translation>未稳定：延迟 %1；阈值为 %2。</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and growing by %2; the limit is %3.</source>
        <translation>未稳定：延迟 %1，并以 %2 增长；阈值为 %3。</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and shrinking by %2; the limit is %3.</source>
        <translation>未稳定：延迟 %1，并以 %2 缩小；阈值为 %3。</translation>
    </message>
    <message>
        <source>Not steady: the source does not list Dragonfly among its replicas.</source>
        <translation>未稳定：源未将 Dragonfly 列入其副本。</translation>
    </message>
    <message>
        <source>Not steady: the full sync is under way (%1).</source>
        <translation>未稳定：全量同步正在进行（%1）。</translation>
    </message>
    <message>
        <source>Not steady: the lag is not known, since one side did not answer.</source>
        <translation>未稳定：延迟未知，因为有一端没有应答。</translation>
    </message>
    <message>
        <source>Not steady: lag %1 s; the limit is %2 s.</source>
        <translation>未稳定：延迟 %1 秒；阈值为 %2 秒。</translation>
    </message>
    <message>
        <source>Not steady: a new full sync has begun since.</source>
        <translation>未稳定：此后又开始了新的全量同步。</translation>
    </message>
    <message>
        <source>Within the limits for %1, lag %2; steady after %3 s.</source>
        <translation>已处于阈值内 %1，延迟 %2；满 %3 秒即为稳定。</translation>
    </message>
    <message>
        <source>Steady for %1: lag %2 and %3 s, limits %4 and %5 s.</source>
        <translation>已稳定 %1：延迟 %2 和 %3 秒，阈值 %4 和 %5 秒。</translation>
    </message>
    <message>
        <source>source</source>
        <translation>源</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Replication offset</source>
        <translation>复制偏移量</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>延迟（秒）</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>写入与应用速率</translation>
    </message>
    <message>
        <source>This is a Sentinel, not a Dragonfly: give the address on which Dragonfly serves data, usually port 6379.</source>
        <translation>这是 Sentinel，不是 Dragonfly：请提供 Dragonfly 的数据服务地址，端口通常为 6379。</translation>
    </message>
    <message>
        <source>No Sentinel is given: enter the address of any one of them.</source>
        <translation>未提供 Sentinel：请输入其中任意一个的地址。</translation>
    </message>
    <message>
        <source>This Sentinel watches no group: have it monitor the primary first (SENTINEL MONITOR).</source>
        <translation>该 Sentinel 未监视任何组：请先让它监视主节点（SENTINEL MONITOR）。</translation>
    </message>
    <message>
        <source>This Sentinel watches several groups: choose one of %1.</source>
        <translation>该 Sentinel 监视多个组：请从 %1 中选择一个。</translation>
    </message>
    <message>
        <source>The Sentinels name no primary of this group.</source>
        <translation>各 Sentinel 未给出该组的主节点。</translation>
    </message>
    <message>
        <source>The plan names %1 as the source, but Sentinel names %2 as the primary of this group: leave the source out, or correct it.</source>
        <translation>计划指定 %1 为源，但 Sentinel 给出的该组主节点是 %2：请省略源，或更正它。</translation>
    </message>
    <message>
        <source>Nothing is connected yet: go through Connect first.</source>
        <translation>尚未建立任何连接：请先完成“连接”。</translation>
    </message>
    <message>
        <source>A switch is under way: wait until it has ended.</source>
        <translation>切换正在进行：请等待其结束。</translation>
    </message>
    <message>
        <source>Interrupted before the switch.</source>
        <translation>在切换之前被中断。</translation>
    </message>
    <message>
        <source>%1 Nothing was changed.</source>
        <translation>%1 未作任何更改。</translation>
    </message>
    <message>
        <source>The assessment found what blocks this migration: %1</source>
        <translation>评估发现此次迁移存在阻碍：%1</translation>
    </message>
    <message>
        <source>Nothing blocks this migration.</source>
        <translation>此次迁移没有阻碍。</translation>
    </message>
    <message>
        <source>An earlier run on this plan sent %1 to %2 and did not put it back; what puts it back: %3</source>
        <translation>此计划先前的一次运行向 %2 发送了 %1，且未还原；还原方法：%3</translation>
    </message>
    <message>
        <source>An earlier run on this plan may have sent %1 to %2; what puts it back: %3</source>
        <translation>此计划先前的一次运行可能向 %2 发送了 %1；还原方法：%3</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 does not answer: %2 of %3 do.</source>
        <translation>
            <numerusform>Sentinel %1 没有应答：%3 个中有 %2 个应答。</numerusform>
        </translation>
    </message>
    <message>
        <source>No writers were running.</source>
        <translation>没有正在运行的写入程序。</translation>
    </message>
    <message>
        <source>reading and testing</source>
        <translation>正在读取和测试</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 tests failed</source>
        <translation>
            <numerusform>%2 项测试中 %1 项失败</numerusform>
        </translation>
    </message>
    <message>
        <source>all connections work</source>
        <translation>所有连接正常</translation>
    </message>
    <message>
        <source>something stands in the way</source>
        <translation>存在阻碍</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>waits for Connect</source>
        <translation>等待“连接”</translation>
    </message>
    <message>
        <source>blockers: %1</source>
        <translation>阻碍项：%1</translation>
    </message>
    <message>
        <source>no blocker, warnings: %1</source>
        <translation>无阻碍项，警告：%1</translation>
    </message>
    <message>
        <source>nothing in the way</source>
        <translation>没有阻碍</translation>
    </message>
    <message>
        <source>ended with the switch</source>
        <translation>已随切换结束</translation>
    </message>
    <message>
        <source>attaching</source>
        <translation>正在接入</translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>全量同步</translation>
    </message>
    <message>
        <source>not steady yet</source>
        <translation>尚未稳定</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>稳定</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>full syncs without end</source>
        <translation>全量同步反复不止</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>waits for Assess</source>
        <translation>等待“评估”</translation>
    </message>
    <message>
        <source>waits for Replicate</source>
        <translation>等待“复制”</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>a person is needed</source>
        <translation>需要人工处理</translation>
    </message>
    <message>
        <source>aborted, all put back</source>
        <translation>已中止，全部还原</translation>
    </message>
    <message>
        <source>waits for steady replication</source>
        <translation>等待复制稳定</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>gates closed: %1</source>
        <translation>未满足的条件：%1</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>已导出</translation>
    </message>
    <message>
        <source>ready, not exported</source>
        <translation>就绪，未导出</translation>
    </message>
    <message>
        <source>waits for Fail over</source>
        <translation>等待“切换”</translation>
    </message>
    <message>
        <source>The keychain cannot be used: enter the password for this session only.</source>
        <translation>无法使用密钥环：请仅为本次会话输入密码。</translation>
    </message>
    <message>
        <source>The keychain did not answer within %1 seconds: unlock it, or enter the password for this session only.</source>
        <translation>密钥环在 %1 秒内没有应答：请将其解锁，或仅为本次会话输入密码。</translation>
    </message>
    <message>
        <source>The environment variable %1, which the plan names for a password, is not set.</source>
        <translation>计划为密码指定的环境变量 %1 未设置。</translation>
    </message>
    <message>
        <source>After SENTINEL RESET %1 did not find the other Sentinels again within %2 seconds: look at its log before you go on.</source>
        <translation>SENTINEL RESET 之后，%1 在 %2 秒内未能重新发现其他 Sentinel：继续之前请查看其日志。</translation>
    </message>
    <message>
        <source>excluded: the Sentinel holds it for down</source>
        <translation>已排除：该 Sentinel 判定其已下线</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has no connection to it</source>
        <translation>已排除：该 Sentinel 没有到它的连接</translation>
    </message>
    <message>
        <source>excluded: its last valid answer to PING is %1 ms old, the limit is %2 ms</source>
        <translation>已排除：它对 PING 的最近一次有效应答在 %1 毫秒之前，阈值为 %2 毫秒</translation>
    </message>
    <message>
        <source>excluded: its priority is 0</source>
        <translation>已排除：其优先级为 0</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has not read its INFO yet</source>
        <translation>已排除：该 Sentinel 尚未读取其 INFO</translation>
    </message>
    <message>
        <source>excluded: its last INFO is %1 ms old, the limit is %2 ms</source>
        <translation>已排除：其最近一次 INFO 在 %1 毫秒之前，阈值为 %2 毫秒</translation>
    </message>
    <message>
        <source>excluded: its link to the primary has been down for %1 ms, the limit is %2 ms</source>
        <translation>已排除：它到主节点的连接已断开 %1 毫秒，阈值为 %2 毫秒</translation>
    </message>
    <message>
        <source>not chosen: its priority is %1, that of the chosen one %2</source>
        <translation>未选中：其优先级为 %1，选中者为 %2</translation>
    </message>
    <message>
        <source>not chosen: its offset is %1, that of the chosen one %2</source>
        <translation>未选中：其偏移量为 %1，选中者为 %2</translation>
    </message>
    <message>
        <source>not chosen: all else is equal, and its run id is the greater or missing</source>
        <translation>未选中：其余均相同，而其 run id 较大或缺失</translation>
    </message>
    <message>
        <source>would be chosen now</source>
        <translation>现在会被选中</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know this group.</source>
        <translation>Sentinel %1 不认识该组。</translation>
    </message>
    <message>
        <source>The Sentinels know no group at all: have them monitor the primary first (SENTINEL MONITOR).</source>
        <translation>各 Sentinel 没有任何组：请先让它们监视主节点（SENTINEL MONITOR）。</translation>
    </message>
    <message>
        <source>Sentinel %1 refuses SENTINEL MASTER.</source>
        <translation>Sentinel %1 拒绝 SENTINEL MASTER。</translation>
    </message>
    <message>
        <source>No Sentinel is given.</source>
        <translation>未提供 Sentinel。</translation>
    </message>
    <message>
        <source>The Sentinels name different primaries (%1): wait until they agree, or reset the one that is wrong.</source>
        <translation>各 Sentinel 给出的主节点不同（%1）：请等待其一致，或重置有误的那个。</translation>
    </message>
    <message>
        <source>The Sentinels are at different configuration epochs (%1): one of them has missed a failover.</source>
        <translation>各 Sentinel 的配置纪元不同（%1）：其中有一个错过了故障转移。</translation>
    </message>
    <message>
        <source>The Sentinels have different quorums (%1): set the same one with SENTINEL SET.</source>
        <translation>各 Sentinel 的法定票数不同（%1）：请用 SENTINEL SET 设为相同的值。</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover in progress: wait until it ends.</source>
        <translation>Sentinel %1 正在进行故障转移：请等待其结束。</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Sentinel %2: they find each other through the primary within seconds; if not, look at the network between them.</source>
        <translation>Sentinel %1 不知晓 Sentinel %2：它们通常会在数秒内经由主节点相互发现；若没有，请检查两者之间的网络。</translation>
    </message>
    <message>
        <source>not switched</source>
        <translation>未切换</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>已迁移</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>已中止</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>需要人工处理</translation>
    </message>
    <message>
        <source>Writes lost</source>
        <translation>丢失的写入</translation>
    </message>
    <message>
        <source>Dragonfly had the frozen offset before it was promoted</source>
        <translation>Dragonfly 在被提升之前已到达冻结时的偏移量</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>写入中断</translation>
    </message>
    <message>
        <source>longest gap of one writer</source>
        <translation>单个写入程序的最长间隔</translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>写入冻结</translation>
    </message>
    <message>
        <source>from the freeze to the promotion</source>
        <translation>从冻结到提升</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Sentinels agree</source>
        <translation>Sentinel 一致</translation>
    </message>
    <message>
        <source>The reply has an unknown shape: %1</source>
        <translation>应答格式未知：%1</translation>
    </message>
    <message>
        <source>The reply to INFO lacks %1</source>
        <translation>INFO 的应答中缺少 %1</translation>
    </message>
    <message>
        <source>What the Sentinels say</source>
        <translation>各 Sentinel 的报告</translation>
    </message>
    <message>
        <source>No Sentinel of the group is known</source>
        <translation>该组没有已知的 Sentinel</translation>
    </message>
    <message>
        <source>The address of the primary</source>
        <translation>主节点的地址</translation>
    </message>
    <message>
        <source>The Sentinels name no common primary</source>
        <translation>各 Sentinel 未给出一致的主节点</translation>
    </message>
    <message>
        <source>The switch did not begin.</source>
        <translation>切换没有开始。</translation>
    </message>
    <message>
        <source>reads the gates</source>
        <translation>正在读取条件</translation>
    </message>
    <message>
        <source>Expected drain</source>
        <translation>预计追平时间</translation>
    </message>
    <message>
        <source>%1 is a live replica as well, and is detached first</source>
        <translation>%1 也是在线副本，将先被分离</translation>
    </message>
    <message>
        <source>%1: writes are refused instead of paused</source>
        <translation>%1：写入会被拒绝，而不是暂停等待</translation>
    </message>
    <message>
        <source>5.0 or later</source>
        <translation>5.0 或更新</translation>
    </message>
    <message>
        <source>min-replicas-max-lag is 0 on %1, so that it ignores min-replicas-to-write and could not be fenced: set it to 10, its default.</source>
        <translation>%1 上的 min-replicas-max-lag 为 0，因此它会忽略 min-replicas-to-write，无法对其设置写入屏障：请将其设为默认值 10。</translation>
    </message>
    <message>
        <source>Dragonfly was started anew.</source>
        <translation>Dragonfly 已被重新启动。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and knew every command that it was given.</source>
        <translation>
            <numerusform>Dragonfly 中有 %1 个键，且认识收到的每条命令。</numerusform>
        </translation>
    </message>
    <message>
        <source>Detached: no Sentinel would choose it, its readers see the data as they are now.</source>
        <translation>已分离：没有 Sentinel 会选择它，其读取方看到的是此刻的数据。</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, each waited for until it knows its peers again.</source>
        <translation>逐个发送给各 Sentinel，每次都等待其重新发现同伴。</translation>
    </message>
    <message>
        <source>Wait until every Sentinel shows Dragonfly alone: up to 10 s, its INFO poll.</source>
        <translation>等待每个 Sentinel 都只显示 Dragonfly：最长 10 秒，即其 INFO 轮询间隔。</translation>
    </message>
    <message>
        <source>Wait for the moment at which a Sentinel promotes soonest: up to 15 s, then without it.</source>
        <translation>等待 Sentinel 能最快提升的时刻：最长 15 秒，之后不再等待。</translation>
    </message>
    <message>
        <source>Writes are refused; the offset in the reply is the last one.</source>
        <translation>写入被拒绝；应答中的偏移量即为最终偏移量。</translation>
    </message>
    <message>
        <source>It keeps its data, and refuses every write.</source>
        <translation>它保留数据，并拒绝一切写入。</translation>
    </message>
    <message>
        <source>So that a restart changes nothing of it.</source>
        <translation>使重启也不会改变这一状态。</translation>
    </message>
    <message>
        <source>The plan wants it shut down.</source>
        <translation>计划要求将其关闭。</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, once none has a failover under way: it forgets the old servers.</source>
        <translation>待各 Sentinel 均无故障转移后逐个发送：使其忘记旧服务器。</translation>
    </message>
    <message>
        <source>It stays a read-only replica of nobody.</source>
        <translation>它保持为只读副本，不跟随任何节点。</translation>
    </message>
    <message>
        <source>The other replicas are detached: no Sentinel would choose one of them.</source>
        <translation>其他副本已分离：没有 Sentinel 会选择它们。</translation>
    </message>
    <message>
        <source>Every answering Sentinel has forgotten the other servers and found its peers again.</source>
        <translation>每个有应答的 Sentinel 都已忘记其他服务器，并重新发现了同伴。</translation>
    </message>
    <message>
        <source>Every answering Sentinel shows Dragonfly alone.</source>
        <translation>每个有应答的 Sentinel 都只显示 Dragonfly。</translation>
    </message>
    <message>
        <source>The best moment has come.</source>
        <translation>最佳时刻已到。</translation>
    </message>
    <message>
        <source>No Sentinel has a failover under way any more.</source>
        <translation>已没有 Sentinel 在进行故障转移。</translation>
    </message>
    <message>
        <source>The old servers are as the plan wants them.</source>
        <translation>旧服务器已处于计划要求的状态。</translation>
    </message>
    <message>
        <source>Read who is there.</source>
        <translation>已读取现有节点。</translation>
    </message>
    <message>
        <source>The other replicas follow the source again.</source>
        <translation>其他副本重新跟随源。</translation>
    </message>
    <message>
        <source>The other replicas could not be detached: %1</source>
        <translation>无法分离其他副本：%1</translation>
    </message>
    <message>
        <source>A Sentinel has not forgotten the other servers: %1</source>
        <translation>有 Sentinel 尚未忘记其他服务器：%1</translation>
    </message>
    <message>
        <source>The old servers could not be parked yet: %1</source>
        <translation>旧服务器尚未能封存：%1</translation>
    </message>
    <message>
        <source>Not every server could be read yet: %1</source>
        <translation>尚未能读取全部服务器：%1</translation>
    </message>
    <message>
        <source>The other replicas could not be put back yet: %1</source>
        <translation>其他副本尚未能还原：%1</translation>
    </message>
    <message>
        <source>Dragonfly %2 was started anew during the switch, so it may be empty and must not become the primary: %1 has every write and goes on refusing new ones. Stop Dragonfly, see that no Sentinel shows a failover-state, then run this: %3</source>
        <translation>Dragonfly %2 在切换期间被重新启动，因此可能为空，不得成为主节点：%1 拥有全部写入，并继续拒绝新的写入。请停止 Dragonfly，确认没有 Sentinel 显示 failover-state，然后执行：%3</translation>
    </message>
    <message>
        <source>Detaches the other replicas, and waits until every Sentinel knows Dragonfly alone: about 10 s and 3 s more for each Sentinel.</source>
        <translation>分离其他副本，并等待每个 Sentinel 都只知晓 Dragonfly：约 10 秒，每个 Sentinel 另加 3 秒。</translation>
    </message>
    <message>
        <source>Waits for the best moment, which comes every 10 s at each Sentinel.</source>
        <translation>等待最佳时刻；它在每个 Sentinel 上每 10 秒出现一次。</translation>
    </message>
    <message>
        <source>Parks the old servers.</source>
        <translation>封存旧服务器。</translation>
    </message>
    <message>
        <source>Has the Sentinels forget the old servers, one after the other.</source>
        <translation>让各 Sentinel 逐个忘记旧服务器。</translation>
    </message>
    <message>
        <source>Reads what is true on all servers.</source>
        <translation>读取所有服务器的实际状态。</translation>
    </message>
    <message>
        <source>Not every Sentinel came to know Dragonfly alone in time.</source>
        <translation>并非每个 Sentinel 都及时转为只知晓 Dragonfly。</translation>
    </message>
    <message>
        <source>An earlier switch had not come to its end.</source>
        <translation>先前的一次切换尚未结束。</translation>
    </message>
    <message>
        <source>at least %1: the freeze budget of %2 ms and a margin</source>
        <translation>至少 %1：冻结时限 %2 毫秒，另加余量</translation>
    </message>
    <message>
        <source>Sentinel could promote one of them, and would wait for them to follow Dragonfly, which they cannot. So they are detached before the switch, which takes about %1 s: meanwhile their readers see old data, and there is no other candidate should the source fail. Should the switch be aborted, they follow the source again.</source>
        <translation>Sentinel 可能提升其中之一，并会等待它们跟随 Dragonfly，而它们做不到。因此会在切换之前将其分离，约需 %1 秒：在此期间，其读取方看到的是旧数据，若源发生故障，也没有其他候选。如果切换中止，它们会重新跟随源。</translation>
    </message>
    <message>
        <source>No switch of this plan was left open.</source>
        <translation>此计划没有未完成的切换。</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover under way that does not end, so it was not reset.</source>
        <translation>Sentinel %1 有一次未结束的故障转移，因此未对其重置。</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused</source>
        <translation>写入会被拒绝，而不是暂停等待</translation>
    </message>
    <message>
        <source>6.2 or newer</source>
        <translation>6.2 或更新</translation>
    </message>
    <message>
        <source>Before 6.2 CLIENT PAUSE knows no WRITE, so during the switch clients get NOREPLICAS errors instead of waiting.</source>
        <translation>6.2 之前的 CLIENT PAUSE 不支持 WRITE，因此切换期间客户端会收到 NOREPLICAS 错误，而不是等待。</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused, and scripts pass</source>
        <translation>写入会被拒绝而不是暂停等待，且脚本可以通过</translation>
    </message>
    <message>
        <source>6.0.17 or newer</source>
        <translation>6.0.17 或更新</translation>
    </message>
    <message>
        <source>Before 6.0.17 EVAL writes in spite of min-replicas-to-write, and before 6.2 nothing else freezes: what a script writes during the switch is lost. Stop the clients that run writing scripts for that second.</source>
        <translation>6.0.17 之前，即使设置了 min-replicas-to-write，EVAL 仍可写入；而 6.2 之前没有其他冻结手段：脚本在切换期间写入的内容会丢失。请在那一秒停止运行写入脚本的客户端。</translation>
    </message>
    <message>
        <source>Redis 5.0 to 7.4, or Valkey 7.2 to 8</source>
        <translation>Redis 5.0 到 7.4，或 Valkey 7.2 到 8</translation>
    </message>
    <message>
        <source>The fence by min-replicas-to-write is known to hold from 5.0 on.</source>
        <translation>已知 min-replicas-to-write 的写入屏障自 5.0 起可靠。</translation>
    </message>
    <message>
        <source>Another finding is being mended: wait until it has ended.</source>
        <translation>正在修复另一项问题：请等待其结束。</translation>
    </message>
    <message>
        <source>Nothing was sent: checked again, this finding is not what it was, or Ferryman cannot mend it by itself.</source>
        <translation>未发送任何内容：重新检查后，该项结果已与先前不同，或 Ferryman 无法自行修复。</translation>
    </message>
    <message>
        <source>A finding is being mended: wait until it has ended.</source>
        <translation>正在修复一项问题：请等待其结束。</translation>
    </message>
    <message>
        <source>There is nothing here that this session could undo; the journal holds the command that does.</source>
        <translation>此处没有本次会话可以撤销的内容；操作日志中有用于撤销的命令。</translation>
    </message>
    <message>
        <source>There is no connection to %1 any more: read the endpoints again.</source>
        <translation>已没有到 %1 的连接：请重新读取端点。</translation>
    </message>
    <message>
        <source>The journal was closed.</source>
        <translation>操作日志已关闭。</translation>
    </message>
    <message>
        <source>The reply to %1 (%2) cannot be kept in the journal, so nothing was changed: keep it yourself, then run the commands by hand.</source>
        <translation>对 %1 的应答（%2）无法保存到操作日志，因此未作任何更改：请自行保存，然后手动执行命令。</translation>
    </message>
    <message>
        <source>none, but read more than %1 s ago</source>
        <translation>无，但读取于 %1 秒以前</translation>
    </message>
    <message numerus="yes">
        <source>Asking %1 Sentinels what they watch.</source>
        <translation>
            <numerusform>正在询问 %1 个 Sentinel 所监视的内容。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sentinel %1 watches %2 under the name %3 already: choose another name.</source>
        <translation>Sentinel %1 已用名称 %3 监视 %2：请选择其他名称。</translation>
    </message>
    <message>
        <source>Registering the group %1.</source>
        <translation>正在注册组 %1。</translation>
    </message>
    <message>
        <source>The source has no Sentinel yet</source>
        <translation>源尚无 Sentinel</translation>
    </message>
    <message>
        <source>%1 Nothing changed for %2 s: see that the Sentinels reach the source and each other.</source>
        <translation>%1 %2 秒内没有变化：请确认各 Sentinel 能到达源，且能相互到达。</translation>
    </message>
    <message>
        <source>Sentinel %1 does not watch the group yet.</source>
        <translation>Sentinel %1 尚未监视该组。</translation>
    </message>
    <message>
        <source>Sentinel %1 does not reach the source yet.</source>
        <translation>Sentinel %1 尚未到达源。</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 knows %2 of %3 others so far.</source>
        <translation>
            <numerusform>Sentinel %1 目前已发现其他 %3 个中的 %2 个。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %1 Sentinels watch %2 as the group %3.</source>
        <translation>
            <numerusform>全部 %1 个 Sentinel 都以组 %3 监视 %2。</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the source by its IP address: Sentinel hands it to clients and to Dragonfly as it stands here.</source>
        <translation>请以 IP 地址给出源：Sentinel 会将此处所写的地址原样交给客户端和 Dragonfly。</translation>
    </message>
    <message>
        <source>%1 (read %2 ago: too old)</source>
        <translation>%1（%2 前读取：过旧）</translation>
    </message>
    <message>
        <source>the source lists no replica, Dragonfly is reached as %1</source>
        <translation>源未列出任何副本，Dragonfly 的可达地址为 %1</translation>
    </message>
    <message>
        <source>Not steady: %1.</source>
        <translation>未稳定：%1。</translation>
    </message>
    <message>
        <source>not known: a round trip or the drain was not measured</source>
        <translation>未知：未测得往返时间或追平时间</translation>
    </message>
    <message>
        <source>Before it %1 will be detached, which takes about 10 s for each Sentinel, %2 s in all: meanwhile reads there are stale, and there is no other candidate should the source fail.</source>
        <translation>在此之前会分离 %1，每个 Sentinel 约需 10 秒，共 %2 秒：在此期间，其上读到的是旧数据，若源发生故障，也没有其他候选。</translation>
    </message>
    <message>
        <source>Expected outage at your round trip</source>
        <translation>按您的往返时间预计的中断</translation>
    </message>
    <message>
        <source>%1; no answer from %2</source>
        <translation>%1；%2 没有应答</translation>
    </message>
    <message>
        <source>it is not known which of them is Dragonfly</source>
        <translation>不知道其中哪一个是 Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel, once its priority is 1</source>
        <translation>Dragonfly，每个 Sentinel 均如此，待其优先级为 1</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none; Dragonfly is %2</source>
        <translation>Sentinel %1 不会选择任何副本；Dragonfly %2</translation>
    </message>
    <message>
        <source>not known: no assessment has ended</source>
        <translation>未知：没有已结束的评估</translation>
    </message>
    <message>
        <source>none, assessed %1 ago</source>
        <translation>无，%1 前评估</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. It holds the file %4.</source>
        <translation>另一个控制台（%1，%3 上的进程 %2）正在处理此次迁移：请先将其结束，或在那边继续。它占用着文件 %4。</translation>
    </message>
    <message numerus="yes">
        <source>The rehearsal migrated and lost no write, but it is void: its writers reached %1 of %2 writes a second.</source>
        <translation>
            <numerusform>预演完成了迁移，且没有丢失写入，但无效：其写入程序仅达到每秒 %2 次写入中的 %1 次。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 refuses writes, and did not shut down: %2</source>
        <translation>%1 拒绝写入，但未能关闭：%2</translation>
    </message>
    <message>
        <source>%1 is shut down, and could not write its config file: started again, by a supervisor too, it would accept writes on old data. Keep it stopped. (%2)</source>
        <translation>%1 已关闭，但未能写入其配置文件：若再次启动（包括由进程管理器启动），它会在旧数据上接受写入。请使其保持停止。（%2）</translation>
    </message>
    <message>
        <source>%1 refuses writes, and could not write its config file: after a restart it would accept writes on old data. Shut it down and keep it stopped, or make its config file writable and run CONFIG REWRITE. (%2)</source>
        <translation>%1 拒绝写入，但未能写入其配置文件：重启之后它会在旧数据上接受写入。请将其关闭并保持停止，或使其配置文件可写，然后执行 CONFIG REWRITE。（%2）</translation>
    </message>
    <message>
        <source>a Sentinel made this old server follow another again: %1</source>
        <translation>有 Sentinel 又使该旧服务器跟随了另一个节点：%1</translation>
    </message>
    <message>
        <source>An old server did not answer in time.</source>
        <translation>有旧服务器未及时应答。</translation>
    </message>
    <message>
        <source>A Sentinel was not ready for it in time.</source>
        <translation>有 Sentinel 未及时就绪。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. It did not know these commands, and did nothing for them: %2.</source>
        <translation>
            <numerusform>Dragonfly 中有 %1 个键。它不认识下列命令，也未为其执行任何操作：%2。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Errors that it has counted since it was started: %2.</source>
        <translation>%1 它自启动以来累计的错误：%2。</translation>
    </message>
    <message>
        <source>The last look found this: %1</source>
        <translation>最后一次查看的结果：%1</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but a Sentinel still lists the old servers and would point them at it. Once it answers, names %1 and shows no failover-state, run SENTINEL RESET %2 there. %3</source>
        <translation>Dragonfly %1 已是主节点，没有丢失写入，但有 Sentinel 仍列出旧服务器，并会将其指向 Dragonfly。待它恢复应答、认定 %1 且不显示 failover-state 后，请在其上执行 SENTINEL RESET %2。%3</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but an old server may accept writes after a restart: keep it stopped, or see that it refuses them. %2</source>
        <translation>Dragonfly %1 已是主节点，没有丢失写入，但有旧服务器在重启之后可能接受写入：请使其保持停止，或确保它拒绝写入。%2</translation>
    </message>
    <message>
        <source>Sentinel %1 names %2 as the primary instead of %3, so it was not reset.</source>
        <translation>Sentinel %1 认定的主节点是 %2 而不是 %3，因此未对其重置。</translation>
    </message>
    <message>
        <source>Sentinel %1 gives no answer, so it was not reset: %2</source>
        <translation>Sentinel %1 没有应答，因此未对其重置：%2</translation>
    </message>
    <message>
        <source>it fell silent.</source>
        <translation>它已不再应答。</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. If it is gone, or %3 is an earlier name of this machine, delete the file %4.</source>
        <translation>另一个控制台（%1，%3 上的进程 %2）正在处理此次迁移：请先将其结束，或在那边继续。如果它已不存在，或 %3 是本机以前的名称，请删除文件 %4。</translation>
    </message>
    <message>
        <source>Replication is being stopped.</source>
        <translation>正在停止复制。</translation>
    </message>
    <message>
        <source>Dragonfly was sent REPLICAOF NO ONE, but the source %1 does not answer, so no Sentinel was reset: without it they would not find each other again. Once it answers, stop the replication again.</source>
        <translation>已向 Dragonfly 发送 REPLICAOF NO ONE，但源 %1 没有应答，因此未重置任何 Sentinel：没有它，各 Sentinel 便无法再相互发现。待它恢复应答后，请再次停止复制。</translation>
    </message>
    <message>
        <source>Dragonfly was not out of the group in time.</source>
        <translation>Dragonfly 未能及时从组中移出。</translation>
    </message>
    <message>
        <source>A Sentinel attached Dragonfly again meanwhile.</source>
        <translation>其间有 Sentinel 又接入了 Dragonfly。</translation>
    </message>
    <message>
        <source>Sentinel %1 still lists Dragonfly as a replica.</source>
        <translation>Sentinel %1 仍将 Dragonfly 列为副本。</translation>
    </message>
    <message>
        <source>Dragonfly is detached, but these Sentinels do not answer and will attach it again once they do: %1. Send each of them SENTINEL RESET %2 then.</source>
        <translation>Dragonfly 已分离，但下列 Sentinel 没有应答，恢复应答后会再次接入它：%1。届时请向其中每一个发送 SENTINEL RESET %2。</translation>
    </message>
    <message>
        <source>A switch was left open: take it up first.</source>
        <translation>有一次切换未完成：请先将其恢复。</translation>
    </message>
    <message>
        <source>%1 Everything was put back: Dragonfly is detached and has its settings of before, and no Sentinel lists it.</source>
        <translation>%1 一切均已还原：Dragonfly 已分离，并恢复了先前的设置，没有 Sentinel 列出它。</translation>
    </message>
    <message>
        <source>%1 The source was not changed, but Dragonfly could not be taken out again: %2 By hand: on Dragonfly REPLICAOF NO ONE, on every Sentinel SENTINEL RESET.</source>
        <translation>%1 源未被更改，但未能将 Dragonfly 移出：%2 手动处理：在 Dragonfly 上执行 REPLICAOF NO ONE，在每个 Sentinel 上执行 SENTINEL RESET。</translation>
    </message>
    <message>
        <source>%1 But no report was written: %2</source>
        <translation>%1 但未写出报告：%2</translation>
    </message>
    <message>
        <source>No switch of this plan was left open, but this was changed and not put back: %1. Migrate again to go on with it, or put it back by hand, the first of them first.</source>
        <translation>此计划没有未完成的切换，但以下内容已更改且未还原：%1。请再次迁移以继续，或手动还原，并从第一项开始。</translation>
    </message>
    <message>
        <source>Row %1 of the journal is missing.</source>
        <translation>操作日志缺少第 %1 行。</translation>
    </message>
    <message>
        <source>Row %1 of the journal was altered, or the hash of the row before it: its own hash does not fit.</source>
        <translation>操作日志的第 %1 行，或其前一行的哈希值，已被改动：该行自身的哈希值不符。</translation>
    </message>
    <message>
        <source>There is no journal of this plan: %1 does not exist.</source>
        <translation>此计划没有操作日志：%1 不存在。</translation>
    </message>
    <message>
        <source>This journal was written by an older Ferryman, whose rows had no hashes: nothing can be proven of it.</source>
        <translation>此操作日志由较旧的 Ferryman 写成，其各行没有哈希值：无法证明任何内容。</translation>
    </message>
    <message>
        <source>The report %1 cannot be read.</source>
        <translation>无法读取报告 %1。</translation>
    </message>
    <message>
        <source>The report bears no hash of a journal: nothing can be proven of it.</source>
        <translation>报告中没有操作日志的哈希值：无法证明任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>The report was made of %1 rows, but the journal has only %2: its end was cut off.</source>
        <translation>
            <numerusform>报告由 %1 行生成，但操作日志只有 %2 行：其末尾已被截去。</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1 has another hash in the journal than in the report: one of the two was written anew.</source>
        <translation>第 %1 行在操作日志中的哈希值与报告中的不同：两者之一曾被重写。</translation>
    </message>
    <message>
        <source>%1 was altered: it does not say what the journal says.</source>
        <translation>%1 已被改动：其内容与操作日志不符。</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows. Hash: %2</source>
        <translation>
            <numerusform>操作日志未被改动：共 %1 行。哈希值：%2</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly follows another replication stream (%1) than the source&apos;s (%2).</source>
        <translation>Dragonfly 跟随的复制流（%1）与源的复制流（%2）不同。</translation>
    </message>
    <message>
        <source>The gate &quot;%1&quot; is closed: %2; wanted: %3.</source>
        <translation>条件“%1”未满足：%2；要求：%3。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of the group, which is &quot;%2&quot;.</source>
        <translation>“%1”不是该组的名称，组名是“%2”。</translation>
    </message>
    <message>
        <source>Dragonfly forgets the old primary&apos;s login.</source>
        <translation>Dragonfly 清除旧主节点的登录信息。</translation>
    </message>
    <message>
        <source>Dragonfly forgot the old primary&apos;s login.</source>
        <translation>Dragonfly 已清除旧主节点的登录信息。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority is as it was.</source>
        <translation>Dragonfly 的 replica_priority 已恢复原值。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority could not be set: %1</source>
        <translation>无法设置 Dragonfly 的 replica_priority：%1</translation>
    </message>
    <message>
        <source>The old primary&apos;s login stays on Dragonfly: %1</source>
        <translation>旧主节点的登录信息仍留在 Dragonfly 上：%1</translation>
    </message>
    <message>
        <source>Waits for the group&apos;s name as confirmation.</source>
        <translation>等待输入组名以确认。</translation>
    </message>
    <message>
        <source>The journal&apos;s lock %1 cannot be made: see that you may write there.</source>
        <translation>无法创建操作日志的锁 %1：请确认您有权在该处写入。</translation>
    </message>
    <message>
        <source>The journal&apos;s folder %1 cannot be made: choose one where you may write.</source>
        <translation>无法创建操作日志的文件夹 %1：请选择您有权写入的文件夹。</translation>
    </message>
    <message>
        <source>The plan&apos;s id names its journal and must be letters, digits and dashes.</source>
        <translation>计划的 id 用于命名其操作日志，只能由字母、数字和连字符组成。</translation>
    </message>
    <message>
        <source>%1 is no journal of Ferryman&apos;s: move it away, or choose another folder for the journals.</source>
        <translation>%1 不是 Ferryman 的操作日志：请将其移走，或为操作日志选择其他文件夹。</translation>
    </message>
    <message>
        <source>%1 takes either &quot;env&quot; with a variable&apos;s name or &quot;keychain&quot; with an entry&apos;s name.</source>
        <translation>%1 须为带变量名的“env”，或带条目名的“keychain”。</translation>
    </message>
    <message>
        <source>The plan cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>无法将计划写入 %1：请检查文件夹权限和可用空间。</translation>
    </message>
    <message>
        <source>The freeze could outlast a Sentinel&apos;s patience</source>
        <translation>冻结可能超出 Sentinel 的容忍时间</translation>
    </message>
    <message>
        <source>CLIENT PAUSE also freezes Sentinel&apos;s own link: beyond down-after it starts a failover of its own.</source>
        <translation>CLIENT PAUSE 也会冻结 Sentinel 自己的连接：超过 down-after 后，它会自行发起故障转移。</translation>
    </message>
    <message>
        <source>On Dragonfly&apos;s machine that address is Dragonfly&apos;s machine.</source>
        <translation>在 Dragonfly 所在的机器上，该地址指的是 Dragonfly 自己的机器。</translation>
    </message>
    <message>
        <source>The source&apos;s role</source>
        <translation>源的角色</translation>
    </message>
    <message>
        <source>The source&apos;s version</source>
        <translation>源的版本</translation>
    </message>
    <message>
        <source>Dragonfly cannot load this version&apos;s snapshot</source>
        <translation>Dragonfly 无法加载该版本的快照</translation>
    </message>
    <message>
        <source>The source&apos;s version is supported</source>
        <translation>源的版本受支持</translation>
    </message>
    <message>
        <source>Dragonfly cannot load a function library: the full sync fails at its end and begins again by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the library&apos;s owner, keep what FUNCTION DUMP gives, then delete it.</source>
        <translation>Dragonfly 无法加载函数库：全量同步会在末尾失败，并自动重新开始（在 1.40.1 上实测：4 秒内 8 次全量同步）。请与函数库的所有者确认，保存 FUNCTION DUMP 的输出，然后将其删除。</translation>
    </message>
    <message>
        <source>Ferryman moves data to Dragonfly alone: check the target&apos;s address.</source>
        <translation>Ferryman 只向 Dragonfly 迁移数据：请检查目标的地址。</translation>
    </message>
    <message>
        <source>A server cannot follow itself: give Dragonfly&apos;s address as the target.</source>
        <translation>服务器不能跟随自身：请以 Dragonfly 的地址作为目标。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version is supported</source>
        <translation>Dragonfly 的版本受支持</translation>
    </message>
    <message>
        <source>The target&apos;s memory</source>
        <translation>目标的内存</translation>
    </message>
    <message>
        <source>The data fit into the target&apos;s memory</source>
        <translation>目标的内存可以容纳数据</translation>
    </message>
    <message>
        <source>The data do not fit into the target&apos;s memory</source>
        <translation>目标的内存无法容纳数据</translation>
    </message>
    <message>
        <source>maxmemory of at least the source&apos;s used_memory</source>
        <translation>maxmemory 至少等于源的 used_memory</translation>
    </message>
    <message>
        <source>A line of the server&apos;s CLIENT LIST has no id.</source>
        <translation>该服务器的 CLIENT LIST 中有一行没有 id。</translation>
    </message>
    <message>
        <source>The reply is not in Redis&apos; protocol: check that a Redis, Sentinel or Dragonfly listens at this address and port.</source>
        <translation>应答不符合 Redis 协议：请确认在该地址和端口上监听的是 Redis、Sentinel 或 Dragonfly。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no port: give a number from 1 to 65535.</source>
        <translation>“%1”不是端口：请输入 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no IPv6 address in brackets, such as [::1].</source>
        <translation>“%1”不是方括号中的 IPv6 地址，例如 [::1]。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no host: give a name or an IP address, IPv6 in brackets.</source>
        <translation>“%1”不是主机：请输入名称或 IP 地址，IPv6 须加方括号。</translation>
    </message>
    <message>
        <source>The port is missing in &quot;%1&quot;: write host:port.</source>
        <translation>“%1”缺少端口：请写成 host:port。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address of a server: write redis://host:port, or rediss://host:port for TLS.</source>
        <translation>“%1”不是服务器地址：请写成 redis://host:port；使用 TLS 时写成 rediss://host:port。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no database: after the address&apos;s slash stands a number, such as redis://host:6379/0.</source>
        <translation>“%1”不是数据库：地址的斜杠之后应为数字，例如 redis://host:6379/0。</translation>
    </message>
    <message>
        <source>The server&apos;s reply to ROLE has a shape that Ferryman does not know.</source>
        <translation>该服务器对 ROLE 的应答格式是 Ferryman 不认识的。</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s reply is not the list of names and values that was expected.</source>
        <translation>该 Sentinel 的应答不是预期的名称与值列表。</translation>
    </message>
    <message>
        <source>The user of %1 may not run %2: grant it in the server&apos;s ACL, or use another user.</source>
        <translation>%1 的用户无权执行 %2：请在服务器的 ACL 中授权，或改用其他用户。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by an authority that is trusted here: give the authority&apos;s certificate as the CA file.</source>
        <translation>%1 的证书不是由此处信任的机构签发：请将该机构的证书作为 CA 文件提供。</translation>
    </message>
    <message>
        <source>TLS is not available here: Qt&apos;s TLS plugin or OpenSSL is missing.</source>
        <translation>此处无法使用 TLS：缺少 Qt 的 TLS 插件或 OpenSSL。</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the text that was expected.</source>
        <translation>服务器的应答不是预期的文本。</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the number that was expected.</source>
        <translation>服务器的应答不是预期的数字。</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the list that was expected.</source>
        <translation>服务器的应答不是预期的列表。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s reply has an unknown shape: %1</source>
        <translation>Dragonfly 的应答格式未知：%1</translation>
    </message>
    <message>
        <source>Replication was stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>复制已停止：Dragonfly 开始了 %1 次全量同步，均未达到稳定复制。请查找函数（FUNCTION LIST）、编号超出 Dragonfly 的 dbnum 的数据库中的键、哈希字段的 TTL，或源上过小的副本输出缓冲区。</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly&apos;s link to the source is down.</source>
        <translation>未稳定：Dragonfly 到源的连接已断开。</translation>
    </message>
    <message>
        <source>The report cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>无法将报告写入 %1：请检查文件夹权限和可用空间。</translation>
    </message>
    <message>
        <source>The group to confirm is &quot;%1&quot;, but the plan&apos;s group is &quot;%2&quot;.</source>
        <translation>待确认的组是“%1”，而计划中的组是“%2”。</translation>
    </message>
    <message>
        <source>The keychain holds no entry &quot;%1&quot;: enter the password for this session.</source>
        <translation>密钥环中没有条目“%1”：请为本次会话输入密码。</translation>
    </message>
    <message>
        <source>%1 is no Sentinel but %2: give a Sentinel&apos;s address, usually port 26379.</source>
        <translation>%1 不是 Sentinel，而是 %2：请提供 Sentinel 的地址，端口通常为 26379。</translation>
    </message>
    <message>
        <source>The Sentinels do not know the group &quot;%1&quot;: they know %2.</source>
        <translation>各 Sentinel 不认识组“%1”：它们认识的是 %2。</translation>
    </message>
    <message numerus="yes">
        <source>of %1 acknowledged by the lab&apos;s writers</source>
        <translation>
            <numerusform>演练写入程序已获确认的 %1 次写入中</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version</source>
        <translation>Dragonfly 的版本</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly were ended, with whatever was queued there.</source>
        <translation>已结束各 Sentinel 到 Dragonfly 的连接，连同其中排队的内容。</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly could not be ended yet: %1</source>
        <translation>各 Sentinel 到 Dragonfly 的连接尚未能结束：%1</translation>
    </message>
    <message>
        <source>Whether the clients follow Sentinel</source>
        <translation>客户端是否跟随 Sentinel</translation>
    </message>
    <message>
        <source>Every client&apos;s machine talks to a Sentinel</source>
        <translation>每个客户端所在的机器都与 Sentinel 有通信</translation>
    </message>
    <message numerus="yes">
        <source>%1 clients</source>
        <translation>
            <numerusform>%1 个客户端</numerusform>
        </translation>
    </message>
    <message>
        <source>Clients do not seem to follow Sentinel</source>
        <translation>有客户端似乎不跟随 Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 clients: %3</source>
        <translation>
            <numerusform>%2 个客户端中的 %1 个：%3</numerusform>
        </translation>
    </message>
    <message>
        <source>every client&apos;s machine has a connection to a Sentinel</source>
        <translation>每个客户端所在的机器都有到 Sentinel 的连接</translation>
    </message>
    <message>
        <source>A client that never asks Sentinel stays at the old primary, which refuses its writes after the switch. Some libraries ask only when they connect: look at their settings.</source>
        <translation>从不询问 Sentinel 的客户端会留在旧主节点上，而它在切换之后会拒绝其写入。有些客户端库只在连接时询问：请查看其设置。</translation>
    </message>
    <message>
        <source>Commands in use</source>
        <translation>在用的命令</translation>
    </message>
    <message>
        <source>Dragonfly knows every command in use</source>
        <translation>在用的命令 Dragonfly 全部认识</translation>
    </message>
    <message>
        <source>no unknown command in commandstats</source>
        <translation>commandstats 中没有未知命令</translation>
    </message>
    <message>
        <source>writes that would be skipped: %1</source>
        <translation>会被跳过的写入：%1</translation>
    </message>
    <message>
        <source>commands that would fail: %1</source>
        <translation>会失败的命令：%1</translation>
    </message>
    <message>
        <source>Commands are in use that Dragonfly does not know</source>
        <translation>在用的命令中有 Dragonfly 不认识的</translation>
    </message>
    <message>
        <source>Writes are in use that Dragonfly would skip silently</source>
        <translation>在用的写入命令中有会被 Dragonfly 静默跳过的</translation>
    </message>
    <message>
        <source>only commands that Dragonfly knows</source>
        <translation>仅使用 Dragonfly 认识的命令</translation>
    </message>
    <message>
        <source>Whoever uses them gets errors after the switch. If nobody does any more, have the source forget its counts and check again.</source>
        <translation>切换之后，使用它们的客户端会收到错误。若已无人使用，请让源清除其计数，然后重新检查。</translation>
    </message>
    <message>
        <source>Dragonfly skips such a write in the stream without a word, while its offset advances: from then on the data differ. Stop whoever uses it, have the source forget its counts and check again.</source>
        <translation>Dragonfly 会静默跳过复制流中的此类写入，而其偏移量照常前进：从那时起数据便不一致。请停用相关客户端，让源清除其计数，然后重新检查。</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>服务器没有应答</translation>
    </message>
    <message>
        <source>Without it nothing can be read or switched.</source>
        <translation>没有它，既无法读取，也无法切换。</translation>
    </message>
    <message>
        <source>round trip %1, jitter %2</source>
        <translation>往返时间 %1，抖动 %2</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>低于 %1</translation>
    </message>
    <message>
        <source>The server answers</source>
        <translation>服务器有应答</translation>
    </message>
    <message>
        <source>The server is far away</source>
        <translation>服务器距离较远</translation>
    </message>
    <message>
        <source>The switch takes some exchanges one after the other, while writes stand still: run Ferryman closer to the servers.</source>
        <translation>切换期间写入暂停，并须依次进行若干次交互：请在离服务器更近的位置运行 Ferryman。</translation>
    </message>
    <message>
        <source>The login is refused</source>
        <translation>登录被拒绝</translation>
    </message>
    <message>
        <source>a user and a password that the server takes</source>
        <translation>服务器接受的用户和密码</translation>
    </message>
    <message>
        <source>Without a login nothing can be read.</source>
        <translation>无法登录，便无法读取任何内容。</translation>
    </message>
    <message>
        <source>The server wants no password</source>
        <translation>服务器不要求密码</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>用户 %1</translation>
    </message>
    <message>
        <source>The login is accepted</source>
        <translation>登录成功</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>未加密</translation>
    </message>
    <message>
        <source>No TLS, as the plan says</source>
        <translation>无 TLS，与计划一致</translation>
    </message>
    <message>
        <source>The password travels in clear</source>
        <translation>密码以明文传输</translation>
    </message>
    <message>
        <source>Whoever can listen on the network reads the password and the data.</source>
        <translation>能够在网络上监听的人可以读到密码和数据。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate</source>
        <translation>服务器的证书</translation>
    </message>
    <message>
        <source>The TLS library shows no certificate.</source>
        <translation>TLS 库未提供证书。</translation>
    </message>
    <message numerus="yes">
        <source>%1; %2, issued by %3, %4 days left</source>
        <translation>
            <numerusform>%1；%2，由 %3 签发，剩余 %4 天</numerusform>
        </translation>
    </message>
    <message>
        <source>TLS: chain and name are verified</source>
        <translation>TLS：证书链和名称已通过验证</translation>
    </message>
    <message>
        <source>The server&apos;s certificate expires soon</source>
        <translation>服务器的证书即将过期</translation>
    </message>
    <message>
        <source>at least %1 days left</source>
        <translation>至少剩余 %1 天</translation>
    </message>
    <message>
        <source>After that day neither Sentinel nor clients nor Ferryman can connect.</source>
        <translation>此日之后，Sentinel、客户端和 Ferryman 都将无法连接。</translation>
    </message>
    <message>
        <source>TLS cannot be set up</source>
        <translation>无法建立 TLS</translation>
    </message>
    <message>
        <source>a certificate that can be verified</source>
        <translation>可以验证的证书</translation>
    </message>
    <message>
        <source>Ferryman never skips the verification.</source>
        <translation>Ferryman 从不跳过验证。</translation>
    </message>
    <message>
        <source>It has no setting %1.</source>
        <translation>它不具备设置项 %1。</translation>
    </message>
    <message>
        <source>the right to run it</source>
        <translation>执行该命令的权限</translation>
    </message>
    <message>
        <source>Long TTLs</source>
        <translation>过长的 TTL</translation>
    </message>
    <message>
        <source>No key has a TTL</source>
        <translation>没有键带有 TTL</translation>
    </message>
    <message>
        <source>No TTL is too long for Dragonfly</source>
        <translation>没有对 Dragonfly 而言过长的 TTL</translation>
    </message>
    <message>
        <source>TTLs are longer than Dragonfly&apos;s longest</source>
        <translation>有 TTL 超过 Dragonfly 的上限</translation>
    </message>
    <message>
        <source>at most 8.5 years</source>
        <translation>不超过 8.5 年</translation>
    </message>
    <message>
        <source>Dragonfly shortens such a TTL, or refuses the write: in the stream it is skipped without a word. Make it shorter, or let the key live for ever (PERSIST).</source>
        <translation>Dragonfly 会缩短此类 TTL 或拒绝该写入：在复制流中则会静默跳过。请将其缩短，或让该键永不过期（PERSIST）。</translation>
    </message>
    <message>
        <source>Other groups of Sentinel</source>
        <translation>Sentinel 的其他组</translation>
    </message>
    <message>
        <source>No other group has the source or Dragonfly</source>
        <translation>没有其他组包含源或 Dragonfly</translation>
    </message>
    <message>
        <source>Another group of Sentinel has the source or Dragonfly too</source>
        <translation>Sentinel 的另一个组也包含源或 Dragonfly</translation>
    </message>
    <message>
        <source>one group alone</source>
        <translation>仅属于一个组</translation>
    </message>
    <message>
        <source>Groups that share a server share its hello channel, and the other one&apos;s Sentinels would take the switch for a failure: they would promote and demote servers of their own accord.</source>
        <translation>共用一台服务器的组也共用其 hello 频道，另一组的 Sentinel 会把切换当作故障：它们会自行提升和降级服务器。</translation>
    </message>
    <message>
        <source>Users of the source</source>
        <translation>源的用户</translation>
    </message>
    <message>
        <source>Settings of both servers</source>
        <translation>两端服务器的设置</translation>
    </message>
    <message>
        <source>The source has no ACL users</source>
        <translation>源没有 ACL 用户</translation>
    </message>
    <message>
        <source>it is older than 6.0</source>
        <translation>它早于 6.0 版本</translation>
    </message>
    <message>
        <source>Dragonfly has every user of the source</source>
        <translation>Dragonfly 具备源的全部用户</translation>
    </message>
    <message numerus="yes">
        <source>%1 users</source>
        <translation>
            <numerusform>%1 个用户</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks users of the source</source>
        <translation>Dragonfly 缺少源的用户</translation>
    </message>
    <message>
        <source>the same users on both</source>
        <translation>两端用户相同</translation>
    </message>
    <message>
        <source>ACL users are not replicated: whoever logs in as one of them is refused after the switch. Rights on single subcommands are left out, and a Dragonfly that takes no password hash (#) in ACL SETUSER wants these lines in its --aclfile.</source>
        <translation>ACL 用户不会被复制：以其中某个用户登录的客户端，在切换之后会被拒绝。对单个子命令的权限已略去；若 Dragonfly 的 ACL SETUSER 不接受密码哈希（#），则须将这些行写入其 --aclfile。</translation>
    </message>
    <message>
        <source>Settings that clients notice are alike</source>
        <translation>客户端可察觉的设置一致</translation>
    </message>
    <message>
        <source>Dragonfly is set differently than the source</source>
        <translation>Dragonfly 的设置与源不同</translation>
    </message>
    <message>
        <source>Settings are not replicated: clients would meet others after the switch.</source>
        <translation>设置不会被复制：切换之后，客户端会遇到不同的设置。</translation>
    </message>
    <message>
        <source>Persistence of both servers</source>
        <translation>两端服务器的持久化</translation>
    </message>
    <message>
        <source>Dragonfly keeps as much on disk as the source</source>
        <translation>Dragonfly 在磁盘上的持久化程度与源相同</translation>
    </message>
    <message>
        <source>The source has an append-only file, Dragonfly has snapshots alone</source>
        <translation>源有 AOF 文件，Dragonfly 只有快照</translation>
    </message>
    <message>
        <source>snapshots often enough</source>
        <translation>足够频繁的快照</translation>
    </message>
    <message>
        <source>What was written since the last snapshot is lost should Dragonfly crash.</source>
        <translation>一旦 Dragonfly 崩溃，最近一次快照之后写入的内容便会丢失。</translation>
    </message>
    <message>
        <source>The source keeps its data on disk, Dragonfly does not</source>
        <translation>源会将数据保存在磁盘上，Dragonfly 不会</translation>
    </message>
    <message>
        <source>After a crash or a restart Dragonfly would be empty. It has no append-only file: how often it takes snapshots is how much may be lost.</source>
        <translation>崩溃或重启之后，Dragonfly 将为空。它没有 AOF 文件：快照的间隔决定可能丢失的数据量。</translation>
    </message>
    <message>
        <source>The rights of the user</source>
        <translation>用户的权限</translation>
    </message>
    <message>
        <source>The user may run every command needed</source>
        <translation>用户可以执行所需的每条命令</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 commands</source>
        <translation>
            <numerusform>%1：%2 条命令</numerusform>
        </translation>
    </message>
    <message>
        <source>The user lacks rights that the migration needs</source>
        <translation>用户缺少迁移所需的权限</translation>
    </message>
    <message>
        <source>%1 may not run %2</source>
        <translation>%1 无权执行 %2</translation>
    </message>
    <message>
        <source>the right to run each</source>
        <translation>执行每条命令的权限</translation>
    </message>
    <message>
        <source>The checks that read with them say &quot;unknown&quot;, and without +@read and +watch the data cannot be compared. The command grants just what Ferryman needs.</source>
        <translation>依赖这些命令读取的检查会显示“未知”；没有 +@read 和 +watch，便无法比较数据。该命令只授予 Ferryman 所需的权限。</translation>
    </message>
    <message>
        <source>The switch would stop half-way. The command grants just what Ferryman needs.</source>
        <translation>切换会中途停下。该命令只授予 Ferryman 所需的权限。</translation>
    </message>
    <message>
        <source>the server knows no ACL</source>
        <translation>该服务器不支持 ACL</translation>
    </message>
    <message>
        <source>shortest down-after-milliseconds %1, shortest failover-timeout %2</source>
        <translation>最短的 down-after-milliseconds 为 %1，最短的 failover-timeout 为 %2</translation>
    </message>
    <message>
        <source>A Sentinel gives a failover up too soon</source>
        <translation>有 Sentinel 会过早放弃故障转移</translation>
    </message>
    <message>
        <source>failover-timeout of at least %1</source>
        <translation>failover-timeout 至少 %1</translation>
    </message>
    <message>
        <source>Within it Dragonfly must have been promoted, and the old primary forgotten before a Sentinel points it to Dragonfly.</source>
        <translation>在此时间内，Dragonfly 必须已被提升，且旧主节点必须已被忘记，以免 Sentinel 将其指向 Dragonfly。</translation>
    </message>
    <message>
        <source>no replica</source>
        <translation>没有副本</translation>
    </message>
    <message>
        <source>Sentinel would promote nobody but Dragonfly</source>
        <translation>Sentinel 只会提升 Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel would promote a Redis replica today</source>
        <translation>Sentinel 目前会提升 Redis 副本</translation>
    </message>
    <message>
        <source>Dragonfly, at the switch</source>
        <translation>切换时为 Dragonfly</translation>
    </message>
    <message>
        <source>So it should be until then: Dragonfly gets a better priority, and the others none, only once it is steady.</source>
        <translation>在此之前本应如此：待 Dragonfly 稳定之后，它才会得到更优先的优先级，其他副本则不再有优先级。</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>有密码</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>无密码</translation>
    </message>
    <message>
        <source>Sentinel cannot log in to both servers alike</source>
        <translation>Sentinel 无法以相同方式登录两端服务器</translation>
    </message>
    <message>
        <source>source and Dragonfly have different passwords</source>
        <translation>源与 Dragonfly 的密码不同</translation>
    </message>
    <message>
        <source>source: %1, Dragonfly: %2</source>
        <translation>源：%1，Dragonfly：%2</translation>
    </message>
    <message>
        <source>the same user and password on both</source>
        <translation>两端使用相同的用户和密码</translation>
    </message>
    <message>
        <source>Sentinel has one auth-user and auth-pass for a primary and all its replicas, and so have the clients. A Dragonfly that refuses it is held for down and never promoted.</source>
        <translation>对于主节点及其所有副本，Sentinel 只有一组 auth-user 和 auth-pass，客户端也是如此。拒绝这组凭据的 Dragonfly 会被判定下线，永远不会被提升。</translation>
    </message>
    <message>
        <source>Sentinel can log in to Dragonfly as to the source</source>
        <translation>Sentinel 能像登录源一样登录 Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel reaches Dragonfly</source>
        <translation>Sentinel 能到达 Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel&apos;s login</source>
        <translation>Sentinel 的登录</translation>
    </message>
    <message>
        <source>neither wants a password</source>
        <translation>两端都不要求密码</translation>
    </message>
    <message>
        <source>one password for both</source>
        <translation>两端使用同一密码</translation>
    </message>
    <message>
        <source>Dragonfly lacks the user as which Sentinel logs in</source>
        <translation>Dragonfly 缺少 Sentinel 登录所用的用户</translation>
    </message>
    <message>
        <source>Sentinel would hold Dragonfly for down. Create the user there with Sentinel&apos;s password and the rights that it has on the source.</source>
        <translation>Sentinel 会判定 Dragonfly 已下线。请在其上创建该用户，使用 Sentinel 的密码，并授予它在源上的权限。</translation>
    </message>
    <message>
        <source>Sentinel does not tell its password: once Dragonfly is attached it shows whether it fits.</source>
        <translation>Sentinel 不会透露其密码：Dragonfly 接入之后即可看出是否相符。</translation>
    </message>
    <message>
        <source>No Sentinel runs a script</source>
        <translation>没有 Sentinel 会运行脚本</translation>
    </message>
    <message>
        <source>The Sentinels run scripts at a failover</source>
        <translation>各 Sentinel 在故障转移时会运行脚本</translation>
    </message>
    <message>
        <source>scripts that may run</source>
        <translation>可以运行的脚本</translation>
    </message>
    <message>
        <source>They run at this switch as at every failover, with Dragonfly as the new primary: a script that moves an address or talks to Redis must be ready for that.</source>
        <translation>与任何故障转移一样，它们会在此次切换时运行，并以 Dragonfly 为新主节点：若脚本会迁移地址或与 Redis 通信，须对此有所准备。</translation>
    </message>
    <message>
        <source>Renamed commands</source>
        <translation>重命名的命令</translation>
    </message>
    <message>
        <source>No command that Sentinel sends is renamed</source>
        <translation>Sentinel 发送的命令均未被重命名</translation>
    </message>
    <message>
        <source>Commands are renamed or disabled on the source</source>
        <translation>源上有命令被重命名或禁用</translation>
    </message>
    <message>
        <source>no rename-command for them, in redis.conf and at the Sentinels</source>
        <translation>在 redis.conf 和各 Sentinel 中均没有针对它们的 rename-command</translation>
    </message>
    <message>
        <source>Sentinel sends its renamed commands to Dragonfly as well, which knows none of these names and would not be promoted; and Ferryman freezes and demotes the source by them.</source>
        <translation>Sentinel 也会向 Dragonfly 发送其重命名后的命令，而 Dragonfly 不认识这些名称，因此不会被提升；Ferryman 冻结源并将其降级也要用到这些命令。</translation>
    </message>
    <message>
        <source>Modules of the source</source>
        <translation>源的模块</translation>
    </message>
    <message>
        <source>The source has no module loaded</source>
        <translation>源未加载任何模块</translation>
    </message>
    <message>
        <source>Dragonfly loads the values of this module</source>
        <translation>Dragonfly 能加载该模块的值</translation>
    </message>
    <message>
        <source>The source has modules whose values Dragonfly cannot load</source>
        <translation>源有 Dragonfly 无法加载其值的模块</translation>
    </message>
    <message>
        <source>no module but ReJSON</source>
        <translation>除 ReJSON 外没有其他模块</translation>
    </message>
    <message>
        <source>Before 1.40 one value of such a module makes the whole full sync fail, and begin again for ever.</source>
        <translation>1.40 之前，只要有一个此类模块的值，就会使整个全量同步失败，并无休止地重新开始。</translation>
    </message>
    <message>
        <source>Dragonfly leaves out every key of such a module, with a line in its log only, and knows none of its commands. If no key uses it, unload it.</source>
        <translation>Dragonfly 会略去此类模块的每个键，仅在其日志中记一行，并且不认识其任何命令。若没有键使用它，请将其卸载。</translation>
    </message>
    <message>
        <source>Dragonfly started with --dbnum=%1 or more</source>
        <translation>Dragonfly 以 --dbnum=%1 或更大的值启动</translation>
    </message>
    <message>
        <source>The full sync fails and begins again for ever.</source>
        <translation>全量同步会失败，并无休止地重新开始。</translation>
    </message>
    <message numerus="yes">
        <source>%1 configured, highest with keys %2, Dragonfly has %3</source>
        <translation>
            <numerusform>配置 %1 个，有键的最大编号为 %2，Dragonfly 有 %3 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks databases that the source offers</source>
        <translation>Dragonfly 缺少源所提供的数据库</translation>
    </message>
    <message>
        <source>They are empty today. The first write to one of them during the migration fails to select it on Dragonfly, and all that follows lands in the wrong database, while link and offset look healthy.</source>
        <translation>它们目前为空。迁移期间首次写入其中之一时，Dragonfly 将无法选择该数据库，此后的一切都会落入错误的数据库，而连接和偏移量看上去仍正常。</translation>
    </message>
    <message>
        <source>Databases of Dragonfly</source>
        <translation>Dragonfly 的数据库</translation>
    </message>
    <message numerus="yes">
        <source>%1 databases</source>
        <translation>
            <numerusform>%1 个数据库</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s number of databases is usual</source>
        <translation>Dragonfly 的数据库数量为常规值</translation>
    </message>
    <message>
        <source>Dragonfly was started with fewer databases than usual</source>
        <translation>Dragonfly 启动时的数据库数量少于常规值</translation>
    </message>
    <message>
        <source>A write to a database that only the source has lands in the wrong database on Dragonfly, while link and offset look healthy.</source>
        <translation>若写入只有源才有的数据库，该写入会落入 Dragonfly 上错误的数据库，而连接和偏移量看上去仍正常。</translation>
    </message>
    <message>
        <source>Memory for the snapshot&apos;s fork</source>
        <translation>快照 fork 所需的内存</translation>
    </message>
    <message>
        <source>The source&apos;s last snapshot failed</source>
        <translation>源的最近一次快照失败</translation>
    </message>
    <message>
        <source>The full sync begins with a snapshot as well: what made the last one fail, a fork without memory or a full disk, stands in the source&apos;s log. Mend it, then take one again.</source>
        <translation>全量同步同样以快照开始：上次失败的原因，无论是内存不足以 fork 还是磁盘已满，都记在源的日志中。请先排除原因，再做一次快照。</translation>
    </message>
    <message>
        <source>%1 resident, about %2 to be copied, the machine has %3</source>
        <translation>常驻 %1，写时复制约 %2，机器共 %3</translation>
    </message>
    <message>
        <source>The source has memory for a snapshot</source>
        <translation>源有足够内存制作快照</translation>
    </message>
    <message>
        <source>The source may run out of memory during the full sync</source>
        <translation>全量同步期间，源的内存可能耗尽</translation>
    </message>
    <message>
        <source>below nine tenths of the machine&apos;s memory</source>
        <translation>低于机器内存的十分之九</translation>
    </message>
    <message>
        <source>The full sync forks, and every page written meanwhile is copied. Without memory the fork fails, or the kernel ends the source: sync at a quiet hour.</source>
        <translation>全量同步会 fork，期间写到的每个内存页都会被复制。内存不足时，fork 会失败，或内核会终止源：请在空闲时段同步。</translation>
    </message>
    <message>
        <source>The replica output buffer</source>
        <translation>副本输出缓冲区</translation>
    </message>
    <message>
        <source>limit %1, or %2 for %3 s; writes gather %4 during a sync of %5</source>
        <translation>上限 %1，或 %2 持续 %3 秒；一次 %5 的同步期间写入累积 %4</translation>
    </message>
    <message>
        <source>The replica output buffer outlasts the sync</source>
        <translation>副本输出缓冲区足以支撑同步</translation>
    </message>
    <message>
        <source>The replica output buffer is too small for the full sync</source>
        <translation>副本输出缓冲区过小，不足以支撑全量同步</translation>
    </message>
    <message>
        <source>at least %1, or %2 for %3 s</source>
        <translation>至少 %1，或 %2 持续 %3 秒</translation>
    </message>
    <message>
        <source>The source keeps what is written while Dragonfly loads. Beyond the limit it cuts the link, and the full sync begins again, with the same end.</source>
        <translation>Dragonfly 加载期间，源会保留新写入的内容。超过上限，源便会切断连接，全量同步重新开始，结果依旧。</translation>
    </message>
    <message>
        <source>The write rate</source>
        <translation>写入速率</translation>
    </message>
    <message>
        <source>The source is written to at a rate that replication can follow</source>
        <translation>源的写入速率在复制可以跟上的范围内</translation>
    </message>
    <message>
        <source>The source is written to at a high rate</source>
        <translation>源的写入速率较高</translation>
    </message>
    <message>
        <source>The stream to Dragonfly must keep up, beside the snapshot during the full sync: else the lag grows and the switch waits. A quiet hour is better.</source>
        <translation>到 Dragonfly 的复制流必须跟得上，全量同步期间还要与快照并行：否则延迟会增长，切换须等待。空闲时段更为合适。</translation>
    </message>
    <message>
        <source>What a full sync costs</source>
        <translation>一次全量同步的代价</translation>
    </message>
    <message>
        <source>The source gives up a slow replica too soon</source>
        <translation>源会过早放弃较慢的副本</translation>
    </message>
    <message>
        <source>While Dragonfly loads it says nothing to the source. Silent for longer than repl-timeout it is cut off, and the full sync begins again.</source>
        <translation>Dragonfly 加载期间不会向源发送任何内容。静默时间超过 repl-timeout，它就会被断开，全量同步重新开始。</translation>
    </message>
    <message>
        <source>%1 in about %2, without the source&apos;s disk</source>
        <translation>%1，约需 %2，不经过源的磁盘</translation>
    </message>
    <message>
        <source>%1 in about %2, through the source&apos;s disk</source>
        <translation>%1，约需 %2，经过源的磁盘</translation>
    </message>
    <message>
        <source>A full sync, and every dropped link costs another, takes little time</source>
        <translation>一次全量同步用时不长（连接每断开一次，就要再做一次）</translation>
    </message>
    <message>
        <source>A full sync takes long</source>
        <translation>一次全量同步用时很长</translation>
    </message>
    <message>
        <source>below half an hour</source>
        <translation>少于半小时</translation>
    </message>
    <message>
        <source>Dragonfly cannot resume with a Redis primary: every dropped link costs the whole sync once more, with an empty Dragonfly until it ends.</source>
        <translation>对于 Redis 主节点，Dragonfly 无法断点续传：连接每断开一次，就要重做整个同步，且在同步结束之前 Dragonfly 为空。</translation>
    </message>
    <message>
        <source>Needed are role:slave for Sentinel (since 1.18), a replica_priority that can be set while it runs (1.21), slave_repl_offset (1.22), and that this offset is true with a Redis source (1.39): nothing else could prove that it has every write.</source>
        <translation>必须具备：供 Sentinel 使用的 role:slave（自 1.18 起）、可在运行时设置的 replica_priority（1.21）、slave_repl_offset（1.22），以及在 Redis 源下该偏移量真实可靠（1.39）：除此之外，没有其他方法能证明它拥有全部写入。</translation>
    </message>
    <message>
        <source>Dragonfly runs in cluster mode</source>
        <translation>Dragonfly 以集群模式运行</translation>
    </message>
    <message>
        <source>With --cluster_mode=yes it refuses PUBLISH and SUBSCRIBE, by which Sentinels find each other, and has database 0 only. Start it without, unless it is the emulated mode and you know that this suffices.</source>
        <translation>使用 --cluster_mode=yes 时，它会拒绝各 Sentinel 用来相互发现的 PUBLISH 和 SUBSCRIBE，且只有数据库 0。请去掉该选项启动，除非使用的是 emulated 模式，且您确知这已足够。</translation>
    </message>
    <message>
        <source>Dragonfly hides its role from Sentinel</source>
        <translation>Dragonfly 对 Sentinel 隐藏其角色</translation>
    </message>
    <message>
        <source>Sentinel reads neither priority nor link of such a replica. Start it without --info_replication_valkey_compatible=false.</source>
        <translation>Sentinel 无法读取此类副本的优先级和连接状态。请去掉 --info_replication_valkey_compatible=false 启动。</translation>
    </message>
    <message>
        <source>The source evicts keys, Dragonfly would not</source>
        <translation>源会淘汰键，Dragonfly 不会</translation>
    </message>
    <message>
        <source>Dragonfly started with --cache_mode</source>
        <translation>Dragonfly 以 --cache_mode 启动</translation>
    </message>
    <message>
        <source>When its memory is full Dragonfly answers writes with an error instead.</source>
        <translation>内存用满时，Dragonfly 会对写入应答错误，而不是淘汰键。</translation>
    </message>
    <message>
        <source>Dragonfly would evict keys, the source does not</source>
        <translation>Dragonfly 会淘汰键，源不会</translation>
    </message>
    <message>
        <source>Dragonfly started without --cache_mode</source>
        <translation>Dragonfly 启动时未使用 --cache_mode</translation>
    </message>
    <message>
        <source>From the promotion on it would delete keys that nobody deleted.</source>
        <translation>自提升起，它会删除并无人删除的键。</translation>
    </message>
    <message>
        <source>Dragonfly follows the source already</source>
        <translation>Dragonfly 已在跟随源</translation>
    </message>
    <message>
        <source>attached by Ferryman, not by --replicaof</source>
        <translation>由 Ferryman 接入，而不是通过 --replicaof</translation>
    </message>
    <message>
        <source>If it was started with --replicaof, a restart after the switch would attach it to the old primary again and empty it: take the flag away. Dragonfly does not tell its flags.</source>
        <translation>如果它以 --replicaof 启动，切换之后一旦重启，就会重新接入旧主节点并被清空：请去掉该选项。Dragonfly 不提供其启动选项。</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags</source>
        <translation>Dragonfly 的启动选项</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags suit a primary under Sentinel</source>
        <translation>Dragonfly 的启动选项适合作为 Sentinel 管理的主节点</translation>
    </message>
    <message>
        <source>One of source and Dragonfly speaks TLS, the other does not</source>
        <translation>源与 Dragonfly 一方使用 TLS，另一方不使用</translation>
    </message>
    <message>
        <source>TLS on both or on neither</source>
        <translation>两端都使用 TLS，或都不使用</translation>
    </message>
    <message>
        <source>A Sentinel speaks TLS to all servers or to none, so it could not reach Dragonfly.</source>
        <translation>Sentinel 要么对所有服务器使用 TLS，要么都不使用，因此将无法到达 Dragonfly。</translation>
    </message>
    <message>
        <source>Whether Dragonfly speaks TLS to the source</source>
        <translation>Dragonfly 到源是否使用 TLS</translation>
    </message>
    <message>
        <source>Dragonfly does not tell its flag --tls_replication</source>
        <translation>Dragonfly 不提供其选项 --tls_replication</translation>
    </message>
    <message>
        <source>How Dragonfly reaches the source</source>
        <translation>Dragonfly 如何到达源</translation>
    </message>
    <message>
        <source>Dragonfly would log in to a source that wants no login</source>
        <translation>源不要求登录，而 Dragonfly 会尝试登录</translation>
    </message>
    <message>
        <source>masterauth is set</source>
        <translation>masterauth 已设置</translation>
    </message>
    <message>
        <source>masterauth is empty</source>
        <translation>masterauth 为空</translation>
    </message>
    <message>
        <source>The source answers AUTH with an error then, and Dragonfly does not attach. What it was cannot be put back: it is a password.</source>
        <translation>届时源会对 AUTH 应答错误，Dragonfly 将无法接入。原值无法还原：它是密码。</translation>
    </message>
    <message>
        <source>Sentinel would list Dragonfly under another port</source>
        <translation>Sentinel 会以另一个端口列出 Dragonfly</translation>
    </message>
    <message>
        <source>0, or the port %1 of the plan</source>
        <translation>0，或计划中的端口 %1</translation>
    </message>
    <message>
        <source>Sentinel reaches a replica by the address that it announces to the source, and promotes it there.</source>
        <translation>Sentinel 通过副本向源通告的地址到达该副本，并在该地址提升它。</translation>
    </message>
    <message>
        <source>The plan names Dragonfly by a host name</source>
        <translation>计划以主机名指定 Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel lists replicas by their IP, by which Dragonfly must be recognized there.</source>
        <translation>Sentinel 按 IP 列出副本，必须能据此辨认出 Dragonfly。</translation>
    </message>
    <message>
        <source>Dragonfly can attach, and be listed by Sentinel</source>
        <translation>Dragonfly 可以接入，并被 Sentinel 列出</translation>
    </message>
    <message>
        <source>Snapshots of Dragonfly</source>
        <translation>Dragonfly 的快照</translation>
    </message>
    <message>
        <source>Dragonfly takes snapshots</source>
        <translation>Dragonfly 会制作快照</translation>
    </message>
    <message>
        <source>Dragonfly takes no snapshots</source>
        <translation>Dragonfly 不制作快照</translation>
    </message>
    <message>
        <source>Dragonfly has no append-only file: without snapshots a crash leaves nothing. Take one right after the promotion (SAVE), and others regularly.</source>
        <translation>Dragonfly 没有 AOF 文件：没有快照，崩溃之后便一无所存。请在提升之后立即做一次快照（SAVE），之后定期制作。</translation>
    </message>
    <message>
        <source>Replicas of Dragonfly</source>
        <translation>Dragonfly 的副本</translation>
    </message>
    <message numerus="yes">
        <source>%1 replicas</source>
        <translation>
            <numerusform>%1 个副本</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly has a replica</source>
        <translation>Dragonfly 有副本</translation>
    </message>
    <message>
        <source>One Dragonfly alone is a single point of failure</source>
        <translation>单独一个 Dragonfly 是单点故障</translation>
    </message>
    <message>
        <source>a second Dragonfly, attached after the switch</source>
        <translation>第二个 Dragonfly，在切换之后接入</translation>
    </message>
    <message>
        <source>Sentinel has nobody to promote should it fail: the old primary is parked, and a replica of a replica is refused, so a standby follows Dragonfly only once that is the primary.</source>
        <translation>一旦它发生故障，Sentinel 没有可提升的节点：旧主节点已封存，而副本的副本会被拒绝，因此备用节点只有在 Dragonfly 成为主节点之后才能跟随它。</translation>
    </message>
    <message>
        <source>The clocks of both servers</source>
        <translation>两端服务器的时钟</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s clock is %1 s from the source&apos;s</source>
        <translation>Dragonfly 的时钟与源相差 %1 秒</translation>
    </message>
    <message>
        <source>Both clocks agree</source>
        <translation>两端时钟一致</translation>
    </message>
    <message>
        <source>The clocks of source and Dragonfly differ</source>
        <translation>源与 Dragonfly 的时钟不同</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>小于一秒</translation>
    </message>
    <message>
        <source>Expiries are moments, not durations: on Dragonfly every key expires by that much earlier or later.</source>
        <translation>过期是时间点，不是时长：在 Dragonfly 上，每个键都会相应地提前或推后过期。</translation>
    </message>
    <message>
        <source>Lua scripts</source>
        <translation>Lua 脚本</translation>
    </message>
    <message>
        <source>No Lua script was run</source>
        <translation>没有运行过 Lua 脚本</translation>
    </message>
    <message>
        <source>Lua scripts are in use</source>
        <translation>有在用的 Lua 脚本</translation>
    </message>
    <message>
        <source>scripts that name all their keys, and clients that load them again</source>
        <translation>脚本声明其全部键，且客户端会重新加载脚本</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys.</source>
        <translation>若脚本访问了未在 KEYS 中声明的键，Dragonfly 会将其拒绝，除非以 --default_lua_flags=allow-undeclared-keys 启动。</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys. And since Redis 7 scripts are not replicated: EVALSHA gets NOSCRIPT after the switch until the client loads them.</source>
        <translation>若脚本访问了未在 KEYS 中声明的键，Dragonfly 会将其拒绝，除非以 --default_lua_flags=allow-undeclared-keys 启动。此外，自 Redis 7 起脚本不会被复制：切换之后，EVALSHA 会得到 NOSCRIPT，直到客户端重新加载脚本。</translation>
    </message>
    <message>
        <source>Blocking commands</source>
        <translation>阻塞命令</translation>
    </message>
    <message>
        <source>No client blocks</source>
        <translation>没有客户端处于阻塞</translation>
    </message>
    <message>
        <source>Clients use blocking commands</source>
        <translation>有客户端使用阻塞命令</translation>
    </message>
    <message numerus="yes">
        <source>%1 blocked now; %2</source>
        <translation>
            <numerusform>当前阻塞 %1 个；%2</numerusform>
        </translation>
    </message>
    <message>
        <source>clients that try again</source>
        <translation>会重试的客户端</translation>
    </message>
    <message>
        <source>Who waits at the switch gets UNBLOCKED, or a closed connection, and has to ask again at Dragonfly.</source>
        <translation>切换时正在等待的客户端会收到 UNBLOCKED 或连接关闭，须向 Dragonfly 重新请求。</translation>
    </message>
    <message>
        <source>Keyspace notifications</source>
        <translation>键空间通知</translation>
    </message>
    <message>
        <source>No keyspace notification that Dragonfly lacks</source>
        <translation>没有 Dragonfly 所缺的键空间通知</translation>
    </message>
    <message>
        <source>Keyspace notifications that Dragonfly does not send</source>
        <translation>有 Dragonfly 不会发送的键空间通知</translation>
    </message>
    <message>
        <source>&quot;Ex&quot; at most</source>
        <translation>至多为“Ex”</translation>
    </message>
    <message>
        <source>Dragonfly tells of expired keys only: who listens for anything else hears nothing after the switch.</source>
        <translation>Dragonfly 只通知过期的键：监听其他事件的客户端在切换之后不会收到任何通知。</translation>
    </message>
    <message>
        <source>Client-side caching</source>
        <translation>客户端缓存</translation>
    </message>
    <message>
        <source>No client uses tracking</source>
        <translation>没有客户端使用 tracking</translation>
    </message>
    <message>
        <source>Clients use tracking</source>
        <translation>有客户端使用 tracking</translation>
    </message>
    <message>
        <source>RESP3, without BCAST, REDIRECT and PREFIX</source>
        <translation>RESP3，且不使用 BCAST、REDIRECT 和 PREFIX</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s CLIENT TRACKING knows OPTIN, OPTOUT and NOLOOP alone: another client would serve stale values from its cache.</source>
        <translation>Dragonfly 的 CLIENT TRACKING 只支持 OPTIN、OPTOUT 和 NOLOOP：其他客户端会从其缓存中返回陈旧的值。</translation>
    </message>
    <message>
        <source>Pub/sub</source>
        <translation>发布/订阅</translation>
    </message>
    <message>
        <source>Nobody but Sentinel subscribes</source>
        <translation>除 Sentinel 外无人订阅</translation>
    </message>
    <message>
        <source>Clients subscribe to channels</source>
        <translation>有客户端订阅频道</translation>
    </message>
    <message>
        <source>subscribers that come back</source>
        <translation>会重新订阅的订阅者</translation>
    </message>
    <message>
        <source>Subscribers are disconnected at the switch, and what is published until they are back reaches nobody.</source>
        <translation>切换时订阅者会断开连接，在其恢复之前发布的消息不会送达任何订阅者。</translation>
    </message>
    <message>
        <source>At this trend it will not become steady.</source>
        <translation>按此趋势将无法达到稳定。</translation>
    </message>
    <message>
        <source>At this trend it will not become steady: the source writes %1, Dragonfly applies %2.</source>
        <translation>按此趋势将无法达到稳定：源写入 %1，Dragonfly 应用 %2。</translation>
    </message>
    <message>
        <source>At this trend it is within the limits in about %1, and steady %2 s later.</source>
        <translation>按此趋势，约 %1 后进入阈值内，再过 %2 秒即为稳定。</translation>
    </message>
    <message>
        <source>Steady in about %1, if it stays within the limits.</source>
        <translation>若保持在阈值内，约 %1 后稳定。</translation>
    </message>
    <message>
        <source>The lag grows by %1: at this trend it reaches the limit in about %2.</source>
        <translation>延迟以 %1 增长：按此趋势，约 %2 后达到阈值。</translation>
    </message>
    <message>
        <source>The lag does not grow.</source>
        <translation>延迟没有增长。</translation>
    </message>
    <message>
        <source>After it Dragonfly must catch up and stay within the limits for %1 s.</source>
        <translation>之后 Dragonfly 须追赶，并在阈值内保持 %1 秒。</translation>
    </message>
    <message>
        <source>At this rate it ends in about %1; then Dragonfly must catch up and stay within the limits for %2 s.</source>
        <translation>按此速率，约 %1 后结束；随后 Dragonfly 须追赶，并在阈值内保持 %2 秒。</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly is not attached yet.</source>
        <translation>未稳定：Dragonfly 尚未接入。</translation>
    </message>
    <message>
        <source>When it answers again, Dragonfly begins with a new full sync.</source>
        <translation>恢复应答后，Dragonfly 会开始新的全量同步。</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>通过偏移量</translation>
    </message>
    <message>
        <source>the data themselves were not compared</source>
        <translation>数据本身未作比较</translation>
    </message>
    <message>
        <source>The runbook cannot be written to %1.</source>
        <translation>无法将操作手册写入 %1。</translation>
    </message>
    <message>
        <source>Gates would be closed: %1</source>
        <translation>将不满足的条件：%1</translation>
    </message>
    <message>
        <source>%1 Nothing was changed; the gates of the replication open once it was started and is steady.</source>
        <translation>%1 未作任何更改；复制启动并稳定之后，与复制相关的条件即会满足。</translation>
    </message>
    <message>
        <source>%1 fell silent with replies due, so the connection was closed: the server hangs, or the network is down.</source>
        <translation>%1 有应答未返回便不再响应，连接已关闭：服务器挂起，或网络中断。</translation>
    </message>
    <message>
        <source>Planted %1, found %2, false alarms %3.</source>
        <translation>植入 %1 处，发现 %2 处，误报 %3 处。</translation>
    </message>
    <message>
        <source>The self-test could not plant with %1.</source>
        <translation>自检无法用 %1 植入差异。</translation>
    </message>
    <message>
        <source>A reply has not the shape that was expected.</source>
        <translation>有应答的格式与预期不符。</translation>
    </message>
    <message>
        <source>%1 is no replica, so it cannot be compared as one: start the replication, or compare two servers that are not linked.</source>
        <translation>%1 不是副本，无法作为副本进行比较：请启动复制，或比较两台互不相连的服务器。</translation>
    </message>
    <message>
        <source>%1 does not say how far its stream has come.</source>
        <translation>%1 未说明其复制流的进度。</translation>
    </message>
    <message>
        <source>The replication link of %1 is down or a full sync is under way: go on once it is up.</source>
        <translation>%1 的复制连接已断开，或全量同步正在进行：请待连接恢复后继续。</translation>
    </message>
    <message>
        <source>The frozen comparison is not ready.</source>
        <translation>冻结期间的比较尚未就绪。</translation>
    </message>
    <message>
        <source>It starts anew: the source is another server, or was restarted meanwhile.</source>
        <translation>比较重新开始：源是另一台服务器，或其间曾重启。</translation>
    </message>
    <message>
        <source>It starts anew: the target is another server, or was restarted meanwhile.</source>
        <translation>比较重新开始：目标是另一台服务器，或其间曾重启。</translation>
    </message>
    <message>
        <source>It starts anew: a full sync replaced the target&apos;s data meanwhile.</source>
        <translation>比较重新开始：其间有一次全量同步替换了目标的数据。</translation>
    </message>
    <message>
        <source>It starts anew: the servers were linked in another way when it began.</source>
        <translation>比较重新开始：开始时两台服务器的连接方式与现在不同。</translation>
    </message>
    <message>
        <source>Each key was compared in a state between the source&apos;s offsets %1 and %2.</source>
        <translation>每个键比较的都是源偏移量 %1 与 %2 之间的某一状态。</translation>
    </message>
    <message>
        <source>The two servers are not linked: each key was compared as it was at some moment between %1 and %2.</source>
        <translation>两台服务器互不相连：每个键比较的都是 %1 与 %2 之间某一时刻的状态。</translation>
    </message>
    <message>
        <source>A full sync replaced the target&apos;s data while it was compared: compare once more.</source>
        <translation>比较期间有一次全量同步替换了目标的数据：请再次比较。</translation>
    </message>
    <message>
        <source>%1 refuses to be read.</source>
        <translation>%1 拒绝被读取。</translation>
    </message>
    <message>
        <source>%1 does not answer INFO, without which the data cannot be compared.</source>
        <translation>%1 不应答 INFO，而没有它便无法比较数据。</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 random keys: with 95 % confidence fewer than %2 of %3 keys differ.</source>
        <translation>
            <numerusform>随机抽取的 %1 个键没有差异：置信度 95% 下，%3 个键中有差异的少于 %2 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>No key was compared, so nothing is known.</source>
        <translation>没有比较任何键，因此无从得知。</translation>
    </message>
    <message>
        <source>Slowed down: the source took %1 to answer.</source>
        <translation>已减速：源用了 %1 才应答。</translation>
    </message>
    <message>
        <source>Slowed down: the target lags %1 behind.</source>
        <translation>已减速：目标落后 %1。</translation>
    </message>
    <message>
        <source>Another console has this migration open, on %1 (%2): close it, then begin again.</source>
        <translation>另一个控制台已打开此次迁移，位于 %1（%2）：请将其关闭，然后重新开始。</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: the old primary did not tell who was connected.</source>
        <translation>哪些客户端已到达未知：旧主节点未说明曾有谁连接。</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: Dragonfly did not tell.</source>
        <translation>哪些客户端已到达未知：Dragonfly 未予说明。</translation>
    </message>
    <message>
        <source>Everything is being put back already.</source>
        <translation>已在还原一切。</translation>
    </message>
    <message>
        <source>The probe, where Sentinel points, every 10 ms until all Sentinels agree; it expires by itself.</source>
        <translation>探测写入，发往 Sentinel 所指的节点，每 10 毫秒一次，直到所有 Sentinel 一致；会自动过期。</translation>
    </message>
    <message>
        <source>The Sentinel gave up its failover of the silent Dragonfly.</source>
        <translation>该 Sentinel 已放弃向无应答的 Dragonfly 进行的故障转移。</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s failover could not be called off: %1</source>
        <translation>无法取消该 Sentinel 的故障转移：%1</translation>
    </message>
    <message>
        <source>%1 is too long: at most 100 characters.</source>
        <translation>%1 过长：至多 100 个字符。</translation>
    </message>
    <message>
        <source>The differences cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>无法将差异写入 %1：请检查文件夹权限和可用空间。</translation>
    </message>
    <message>
        <source>The group&apos;s name must be letters, digits, dots and dashes: it stands in config files.</source>
        <translation>组名只能由字母、数字、点和连字符组成：它会写入配置文件。</translation>
    </message>
    <message>
        <source>the source lists %1, and none of them is surely Dragonfly, which is reached as %2: name it in the plan by the address under which it is listed (tls.serverName keeps its certificate&apos;s name), or start it with --replica_announce_ip and --announce_port set to an address that leads to it</source>
        <translation>源列出了 %1，其中没有一个能确定是可达地址为 %2 的 Dragonfly：请在计划中以其被列出的地址指定它（tls.serverName 保留其证书的名称），或在启动时将 --replica_announce_ip 和 --announce_port 设为能通向它的地址</translation>
    </message>
    <message>
        <source>No port is free for the lab&apos;s proxies.</source>
        <translation>没有可供演练环境的代理使用的空闲端口。</translation>
    </message>
    <message>
        <source>Replication is being stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>正在停止复制：Dragonfly 开始了 %1 次全量同步，均未达到稳定复制。请查找函数（FUNCTION LIST）、编号超出 Dragonfly 的 dbnum 的数据库中的键、哈希字段的 TTL，或源上过小的副本输出缓冲区。</translation>
    </message>
    <message>
        <source>%1 is no report of Ferryman&apos;s.</source>
        <translation>%1 不是 Ferryman 的报告。</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows, and the report&apos;s hash is that of row %2. The report&apos;s words were not compared: another version of Ferryman wrote them.</source>
        <translation>
            <numerusform>操作日志未被改动：共 %1 行，报告中的哈希值即第 %2 行的哈希值。报告的文字未作比较：它由另一版本的 Ferryman 写成。</numerusform>
        </translation>
    </message>
    <message>
        <source>The report was made of the journal&apos;s rows 1 to %1.</source>
        <translation>报告由操作日志的第 1 行到第 %1 行生成。</translation>
    </message>
    <message>
        <source>is being compared: wait, or stop it</source>
        <translation>正在比较：请等待，或将其停止</translation>
    </message>
    <message>
        <source>differences: %1</source>
        <translation>差异：%1</translation>
    </message>
    <message>
        <source>not compared: the plan says so</source>
        <translation>未比较：按计划要求</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>未比较</translation>
    </message>
    <message>
        <source>no difference in a sample, %1 ago</source>
        <translation>样本中没有差异，%1 前</translation>
    </message>
    <message>
        <source>no difference, %1 ago</source>
        <translation>没有差异，%1 前</translation>
    </message>
    <message>
        <source>%1; written since: %2</source>
        <translation>%1；此后写入：%2</translation>
    </message>
    <message>
        <source>Nothing was compared: that Dragonfly holds the same data is not proven.</source>
        <translation>未作任何比较：Dragonfly 是否拥有相同的数据，未经证明。</translation>
    </message>
    <message>
        <source>Keys that changed too often to be compared: %1.</source>
        <translation>变化过于频繁、无法比较的键：%1。</translation>
    </message>
    <message>
        <source>Comparison of the data</source>
        <translation>数据比较</translation>
    </message>
    <message>
        <source>no difference, at most %1 old</source>
        <translation>没有差异，且结果不早于 %1 前</translation>
    </message>
    <message>
        <source>no difference is known</source>
        <translation>没有已知差异</translation>
    </message>
    <message>
        <source>keys: %1, about %2</source>
        <translation>键：%1，约 %2</translation>
    </message>
    <message>
        <source>keys: %1</source>
        <translation>键：%1</translation>
    </message>
    <message>
        <source>Comparison within the freeze</source>
        <translation>冻结期间的比较</translation>
    </message>
    <message>
        <source>Not all keys that were written last can be compared within the freeze.</source>
        <translation>最后写入的键无法在冻结期间全部比较完。</translation>
    </message>
    <message>
        <source>Within the freeze keys differ: %1, such as %2.</source>
        <translation>冻结期间有键存在差异：%1，例如 %2。</translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference; not compared in time: %2.</source>
        <translation>
            <numerusform>冻结期间已比较：%1 个键，没有差异；未及时比较：%2。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference.</source>
        <translation>
            <numerusform>冻结期间已比较：%1 个键，没有差异。</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison within the freeze: %1</source>
        <translation>冻结期间的比较：%1</translation>
    </message>
    <message>
        <source>The data are not compared</source>
        <translation>数据不作比较</translation>
    </message>
    <message>
        <source>That no acknowledged write is lost is proven by the offset at the switch. That Dragonfly made the same of each write is shown by a comparison alone: commands that it does not know are skipped without a word.</source>
        <translation>切换时的偏移量可以证明没有丢失已确认的写入。而 Dragonfly 对每次写入的处理结果是否相同，只有比较才能表明：它不认识的命令会被静默跳过。</translation>
    </message>
    <message>
        <source>The data are compared before the switch</source>
        <translation>数据会在切换之前进行比较</translation>
    </message>
    <message>
        <source>Keys that differ between the source and Dragonfly: %1 of %2. &quot;ferrymanctl verify&quot; lists them.</source>
        <translation>源与 Dragonfly 之间有差异的键：%2 个中有 %1 个。可用“ferrymanctl verify”列出。</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>comparing, %1 %</source>
        <translation>正在比较，%1%</translation>
    </message>
    <message>
        <source>no difference, undecided: %1</source>
        <translation>没有差异，未定：%1</translation>
    </message>
    <message>
        <source>no difference in a sample</source>
        <translation>样本中没有差异</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>没有差异</translation>
    </message>
    <message>
        <source>did not come to its end</source>
        <translation>未能完成</translation>
    </message>
    <message>
        <source>stopped, can go on</source>
        <translation>已停止，可以继续</translation>
    </message>
    <message>
        <source>off in the plan</source>
        <translation>计划中已关闭</translation>
    </message>
    <message>
        <source>The comparison is being stopped.</source>
        <translation>正在停止比较。</translation>
    </message>
    <message>
        <source>The data is being compared already.</source>
        <translation>数据已在比较中。</translation>
    </message>
    <message>
        <source>It waits for Connect.</source>
        <translation>等待“连接”。</translation>
    </message>
    <message>
        <source>It waits until the full sync has ended.</source>
        <translation>等待全量同步结束。</translation>
    </message>
    <message>
        <source>Keys of types that cannot be compared: %1. %2</source>
        <translation>类型无法比较的键：%1。%2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. %2</source>
        <translation>
            <numerusform>%1 个键没有差异。%2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differences: %1, in %2 compared keys. %3</source>
        <translation>
            <numerusform>差异：%1，共比较 %2 个键。%3</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>比较已停止。</translation>
    </message>
    <message>
        <source>%1 The same command goes on where it was.</source>
        <translation>%1 执行同一命令即可从中断处继续。</translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; what kept changing, within the freeze</source>
        <translation>
            <numerusform>已比较 %1 个，均无差异；持续变化的已在冻结期间比较</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; kept changing: %2</source>
        <translation>
            <numerusform>已比较 %1 个，均无差异；持续变化：%2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; cannot be compared: %2</source>
        <translation>
            <numerusform>已比较 %1 个，均无差异；无法比较：%2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs</source>
        <translation>
            <numerusform>已比较 %1 个，均无差异</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys compared</source>
        <translation>
            <numerusform>已比较 %1 个键</numerusform>
        </translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>每个键</translation>
    </message>
    <message>
        <source>Nothing was switched, and nothing listens at %1 any more: if its process has ended, the write pause has ended with it. Start it, then take this up again; if it runs after all, run this: %2</source>
        <translation>没有切换任何内容，且 %1 上已无进程监听：如果其进程已结束，写入暂停也已随之结束。请将其启动，然后恢复此次切换；如果它其实仍在运行，请执行：%2</translation>
    </message>
    <message>
        <source>The journal %1 cannot be moved to %2.</source>
        <translation>无法将操作日志 %1 移至 %2。</translation>
    </message>
    <message>
        <source>Dragonfly does not follow %1 any more: start the replication again.</source>
        <translation>Dragonfly 已不再跟随 %1：请重新启动复制。</translation>
    </message>
    <message>
        <source>The switch is done, but Dragonfly %1 has not answered since: see that it runs. One setting is still to be put back there: %2</source>
        <translation>切换已完成，但 Dragonfly %1 此后一直没有应答：请确认它正在运行。那里还有一项设置有待还原：%2</translation>
    </message>
    <message>
        <source>The folder %1 for plans cannot be made.</source>
        <translation>无法创建用于存放计划的文件夹 %1。</translation>
    </message>
    <message>
        <source>Its journal says what stands changed on the servers, and how to put it back: open the migration and finish it first.</source>
        <translation>服务器上仍有哪些更改、如何还原，均记在其操作日志中：请先打开此次迁移并将其完成。</translation>
    </message>
    <message>
        <source>The plan %1 cannot be moved to %2.</source>
        <translation>无法将计划 %1 移至 %2。</translation>
    </message>
    <message>
        <source>compare once more</source>
        <translation>再次比较</translation>
    </message>
    <message>
        <source>The certificate cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>无法将证书写入 %1：请检查文件夹权限和可用空间。</translation>
    </message>
    <message>
        <source>The folder %1 holds too many certificates.</source>
        <translation>文件夹 %1 中的证书过多。</translation>
    </message>
    <message>
        <source>%1 must be a name of 1 to %2 characters.</source>
        <translation>%1 必须是 1 到 %2 个字符的名称。</translation>
    </message>
    <message>
        <source>%1 is missing: it is the server&apos;s URL.</source>
        <translation>缺少 %1：它是服务器的 URL。</translation>
    </message>
    <message>
        <source>%1 is no key of a connection: check its spelling.</source>
        <translation>%1 不是连接中的键：请检查拼写。</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>缺少 %1。</translation>
    </message>
    <message>
        <source>%1 is the name of another connection, too.</source>
        <translation>%1 与另一个连接的名称重复。</translation>
    </message>
    <message>
        <source>The name service did not find %1 within %2 s.</source>
        <translation>名称服务在 %2 秒内未找到 %1。</translation>
    </message>
    <message>
        <source>%1 took the login, and then did not answer within %2 s: it hangs or is overloaded.</source>
        <translation>%1 接受了登录，但随后在 %2 秒内未应答：它已挂起或过载。</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be read: check the file&apos;s rights.</source>
        <translation>无法读取 %1 中的连接：请检查文件权限。</translation>
    </message>
    <message>
        <source>The file is larger than %1 bytes.</source>
        <translation>文件超过 %1 字节。</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be used, and the file is left as it is: %2 Mend it, or move it away.</source>
        <translation>无法使用 %1 中的连接，文件保持原样：%2 请修复该文件，或将其移走。</translation>
    </message>
    <message>
        <source>The connections cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>无法将连接写入 %1：请检查文件夹权限和可用空间。</translation>
    </message>
    <message>
        <source>A connection has a name of 1 to %1 characters.</source>
        <translation>连接的名称须为 1 到 %1 个字符。</translation>
    </message>
    <message>
        <source>There is a connection “%1” already: give it another name.</source>
        <translation>已有名为“%1”的连接：请换一个名称。</translation>
    </message>
    <message>
        <source>At most %1 connections are kept: delete some first.</source>
        <translation>最多保存 %1 个连接：请先删除一些。</translation>
    </message>
    <message>
        <source>What follows ? or # in the URL is not known here: leave it out.</source>
        <translation>此处不支持 URL 中 ? 或 # 之后的内容：请将其去掉。</translation>
    </message>
    <message>
        <source>The password in the URL is not written correctly: write a % in it as %25.</source>
        <translation>URL 中的密码书写有误：密码中的 % 请写成 %25。</translation>
    </message>
    <message>
        <source>This is no address of a server: write redis://user:password@host:port.</source>
        <translation>这不是服务器地址：请写成 redis://user:password@host:port。</translation>
    </message>
    <message>
        <source>The text is longer than %1 lines or %2 KiB.</source>
        <translation>文本超过 %1 行或 %2 KiB。</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>%1 must be a certificate as a PEM text.</source>
        <translation>%1 必须是 PEM 文本形式的证书。</translation>
    </message>
    <message>
        <source>%1 must be a key as a PEM text.</source>
        <translation>%1 必须是 PEM 文本形式的私钥。</translation>
    </message>
    <message>
        <source>The login of the group&apos;s servers is not imported: enter it in Connect.</source>
        <translation>组内服务器的登录信息不会导入：请在“连接”中输入。</translation>
    </message>
    <message>
        <source>It goes through an SSH tunnel, which Ferryman does not open: open one, and import its end.</source>
        <translation>该连接经由 SSH 隧道，而 Ferryman 不会打开隧道：请自行打开，并导入隧道的端点。</translation>
    </message>
    <message>
        <source>It is a Redis Cluster, which Sentinel does not manage: Ferryman cannot move it.</source>
        <translation>这是 Redis Cluster，不由 Sentinel 管理：Ferryman 无法迁移它。</translation>
    </message>
    <message>
        <source>%1 must be a host&apos;s name or address.</source>
        <translation>%1 必须是主机的名称或地址。</translation>
    </message>
    <message>
        <source>The client certificate came without its key, and is left out.</source>
        <translation>客户端证书未附带私钥，已略去。</translation>
    </message>
    <message>
        <source>RedisInsight does not verify the server&apos;s certificate; Ferryman does.</source>
        <translation>RedisInsight 不验证服务器的证书，Ferryman 会验证。</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s export is a JSON list of connections: [{ ... }].</source>
        <translation>RedisInsight 的导出文件是连接的 JSON 列表：[{ ... }]。</translation>
    </message>
    <message>
        <source>The file holds more than %1 connections.</source>
        <translation>文件中的连接超过 %1 个。</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: check its name and its rights.</source>
        <translation>无法读取文件 %1：请检查其名称和权限。</translation>
    </message>
    <message>
        <source>The file %1 is larger than %2 MiB.</source>
        <translation>文件 %1 超过 %2 MiB。</translation>
    </message>
    <message>
        <source>%1 must be a list of objects: [{ ... }].</source>
        <translation>%1 必须是对象列表：[{ ... }]。</translation>
    </message>
    <message>
        <source>%1 is longer than %2 entries.</source>
        <translation>%1 超过 %2 项。</translation>
    </message>
    <message>
        <source>The source refuses a Sentinel&apos;s login</source>
        <translation>源拒绝 Sentinel 的登录</translation>
    </message>
    <message>
        <source>the source&apos;s user and password at every Sentinel</source>
        <translation>每个 Sentinel 都使用源的用户和密码</translation>
    </message>
    <message>
        <source>It answers this Sentinel with errors, which therefore holds it for down, could start a failover of its own, and would hold Dragonfly for down as well.</source>
        <translation>源对此 Sentinel 应答错误，因此此 Sentinel 判定它已下线，可能自行发起故障转移，并且也会判定 Dragonfly 已下线。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>The server did not answer every command.</source>
        <translation>服务器未应答全部命令。</translation>
    </message>
    <message>
        <source>%1 is no server of this group any more.</source>
        <translation>%1 已不再是该组的服务器。</translation>
    </message>
    <message>
        <source>There is nothing to report: this migration has no journal yet. It begins with the replication.</source>
        <translation>没有可报告的内容：此次迁移尚无操作日志。操作日志从复制开始时记录。</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>what happens</source>
        <translation>运行事件</translation>
    </message>
    <message>
        <source>warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>errors alone</source>
        <translation>仅错误</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>At once.</source>
        <translation>立即生效。</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Of the size that the desktop gives. At once.</source>
        <translation>相对于桌面文字大小的比例。立即生效。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Time between two samples</source>
        <translation>采样间隔</translation>
    </message>
    <message>
        <source>How often offsets and lag of both servers are read. At once.</source>
        <translation>读取两端服务器偏移量和延迟的间隔。立即生效。</translation>
    </message>
    <message>
        <source>History of the charts</source>
        <translation>图表历史</translation>
    </message>
    <message>
        <source>Older samples are forgotten; the journal keeps all it holds. At once.</source>
        <translation>更早的采样会被丢弃；操作日志会保留其全部内容。立即生效。</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>每秒最多键数</translation>
    </message>
    <message>
        <source>What step 4 begins with when data is compared; each run may have its own.</source>
        <translation>第 4 步比较数据时的初始值；每次比较可另行设定。</translation>
    </message>
    <message>
        <source> keys/s</source>
        <translation> 键/秒</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Most data a second</source>
        <translation>每秒最多数据量</translation>
    </message>
    <message>
        <source>Replies of both servers together, when data is compared; each run may have its own.</source>
        <translation>比较数据时两端服务器应答的总量；每次比较可另行设定。</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>When something needs a person while another window is used.</source>
        <translation>使用其他窗口期间，有事项需要人工处理时通知。</translation>
    </message>
    <message>
        <source>Folder of plans</source>
        <translation>计划文件夹</translation>
    </message>
    <message>
        <source>Where plans are opened from and saved in.</source>
        <translation>打开和保存计划的位置。</translation>
    </message>
    <message>
        <source>Folder of reports</source>
        <translation>报告文件夹</translation>
    </message>
    <message>
        <source>Where reports and lists of differences are written.</source>
        <translation>写出报告和差异列表的位置。</translation>
    </message>
    <message>
        <source>Folder of journals</source>
        <translation>操作日志文件夹</translation>
    </message>
    <message>
        <source>From the next start on. Journals stay where they are: move them along, or what was left open is not found.</source>
        <translation>下次启动时生效。现有的操作日志留在原处：请一并移动，否则无法找到未完成的内容。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What is kept in memory for the log view. At once.</source>
        <translation>为日志视图保留在内存中的内容。立即生效。</translation>
    </message>
    <message>
        <source>%1 cannot be written: check the folder&apos;s rights and its free space.</source>
        <translation>无法写入 %1：请检查文件夹权限和可用空间。</translation>
    </message>
    <message>
        <source>The URL and the field name two users: leave one out.</source>
        <translation>URL 与用户栏给出了两个不同的用户：请去掉其中一个。</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together: give both files.</source>
        <translation>客户端证书与其私钥须成对使用：请提供两个文件。</translation>
    </message>
    <message>
        <source>Give the name of the environment variable that holds the password.</source>
        <translation>请给出存放密码的环境变量的名称。</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Nothing came from: %3</source>
        <translation>旧主节点上曾有 %1 个客户端连接，Dragonfly 上现有 %2 个。尚无连接来自：%3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came; with fewer connections until now: %3</source>
        <translation>旧主节点上曾有 %1 个客户端连接，Dragonfly 上现有 %2 个。所有客户端均已到达；目前连接较少的有：%3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came.</source>
        <translation>旧主节点上曾有 %1 个客户端连接，Dragonfly 上现有 %2 个。所有客户端均已到达。</translation>
    </message>
    <message>
        <source>Starting %1, filling the source: %2</source>
        <translation>正在启动：%1；向源填充：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 Sentinels</source>
        <translation>
            <numerusform>%1 个 Sentinel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>longest TTL of %1 keys looked at, in years: %2</source>
        <translation>
            <numerusform>在查看的 %1 个键中，最长的 TTL（年）：%2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2, Sentinel&apos;s own among them</source>
        <translation>%1和%2，其中包括 Sentinel 自己的</translation>
    </message>
    <message numerus="yes">
        <source>%1 channels</source>
        <translation>
            <numerusform>%1 个频道</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 patterns</source>
        <translation>
            <numerusform>%1 个模式</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered, %1 rows, and the report agrees with it up to row %2. Hash: %3</source>
        <translation>
            <numerusform>操作日志未被改动，共 %1 行，报告与其截至第 %2 行的内容一致。哈希值：%3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The new primary lacks %1 of %2 acknowledged writes.</source>
        <translation>
            <numerusform>%2 次已确认的写入中，有 %1 次不在新主节点上。</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing went on for %1 s.</source>
        <translation>%1 秒内没有任何进展。</translation>
    </message>
    <message>
        <source>It took longer than %1 s.</source>
        <translation>耗时超过 %1 秒。</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up.</source>
        <translation>%1 秒内没有任何进展：已放弃。</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up. In the way stood: %2</source>
        <translation>%1 秒内没有任何进展：已放弃。当时的阻碍：%2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. Undecided, because they kept changing: %2. %3</source>
        <translation>
            <numerusform>%1 个键没有差异。因持续变化而结果未定：%2。%3</numerusform>
        </translation>
    </message>
    <message>
        <source>A quorum of %1 needs at least as many Sentinels; given: %2.</source>
        <translation>法定票数 %1 至少需要同样多的 Sentinel；现提供 %2 个。</translation>
    </message>
    <message>
        <source>%1 did not catch up with the source in %2 s: it lags %3 behind.</source>
        <translation>%1 在 %2 秒内未能追上源：落后 %3。</translation>
    </message>
    <message numerus="yes">
        <source>Different: %1 of %2 random keys; of all %4 about %3 may be.</source>
        <translation>
            <numerusform>随机抽取的 %2 个键中有 %1 个存在差异：%4 个键中可能约有 %3 个存在差异。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys: the sample held all of them.</source>
        <translation>
            <numerusform>%1 个键没有差异：样本包含了全部键。</numerusform>
        </translation>
    </message>
    <message>
        <source>At most %1 connections are kept: %2 are there, and %3 were chosen. Choose fewer.</source>
        <translation>最多保存 %1 个连接：已有 %2 个，又选择了 %3 个。请减少选择。</translation>
    </message>
    <message>
        <source>What stands before the @ is taken for a user&apos;s name; a password would follow a colon.</source>
        <translation>@ 之前的内容会被当作用户名；密码应写在冒号之后。</translation>
    </message>
    <message>
        <source>%1:// names several servers at once: write one of them, a Sentinel, as redis://host:26379.</source>
        <translation>%1:// 同时指定多台服务器：请写其中一个 Sentinel，例如 redis://host:26379。</translation>
    </message>
    <message>
        <source>%1:// names a socket of one machine, which neither Sentinel nor Dragonfly can reach: write redis://host:port.</source>
        <translation>%1:// 指定的是单台机器的套接字，Sentinel 和 Dragonfly 都无法到达：请写成 redis://host:port。</translation>
    </message>
    <message>
        <source>some, where the source has any</source>
        <translation>源有键时，至少一个</translation>
    </message>
    <message>
        <source>Keys that have expired are dropped when a snapshot is loaded, so that Dragonfly may hold fewer.</source>
        <translation>加载快照时会丢弃已过期的键，因此 Dragonfly 的键可能较少。</translation>
    </message>
    <message>
        <source>What is to be done stands there before it is done.</source>
        <translation>要做的事在执行之前先记入操作日志。</translation>
    </message>
    <message>
        <source>up, not listed by the source</source>
        <translation>已连接，源未列出</translation>
    </message>
    <message>
        <source>up, %1</source>
        <translation>已连接，%1</translation>
    </message>
    <message>
        <source>a full sync is under way</source>
        <translation>全量同步正在进行</translation>
    </message>
    <message>
        <source>the same, no full sync</source>
        <translation>相同，没有全量同步</translation>
    </message>
    <message>
        <source>Address of Dragonfly</source>
        <translation>Dragonfly 的地址</translation>
    </message>
    <message>
        <source>listed by the source</source>
        <translation>已被源列出</translation>
    </message>
    <message>
        <source>Sentinel learns of Dragonfly from the source&apos;s list: the address there must lead to it.</source>
        <translation>Sentinel 从源的列表得知 Dragonfly：其中的地址必须能通向它。</translation>
    </message>
    <message>
        <source>Link to Dragonfly</source>
        <translation>到 Dragonfly 的连接</translation>
    </message>
    <message>
        <source>up, online</source>
        <translation>已连接，online</translation>
    </message>
    <message>
        <source>Steady, unbroken</source>
        <translation>稳定，未中断</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>至少 %1</translation>
    </message>
    <message>
        <source>The limit is half of the freeze of %1.</source>
        <translation>阈值为冻结时限 %1 的一半。</translation>
    </message>
    <message>
        <source>about %1, aligned</source>
        <translation>约 %1，已对准</translation>
    </message>
    <message>
        <source>up to %1, not aligned</source>
        <translation>最长 %1，未对准</translation>
    </message>
    <message>
        <source>The freeze is aligned with a Sentinel&apos;s look at Dragonfly; round trips: %1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel.</source>
        <translation>冻结会对准 Sentinel 查看 Dragonfly 的时刻；往返时间：到源 %1，到 Dragonfly %2，到最慢的 Sentinel %3。</translation>
    </message>
    <message>
        <source>The freeze cannot be aligned with a Sentinel&apos;s look at Dragonfly: drain and round trips (%1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel) take longer than the moment lasts.</source>
        <translation>冻结无法对准 Sentinel 查看 Dragonfly 的时刻：追平和往返时间（到源 %1，到 Dragonfly %2，到最慢的 Sentinel %3）超出了该时刻的持续时间。</translation>
    </message>
    <message>
        <source>A failover wants the quorum and a majority of all Sentinels.</source>
        <translation>故障转移需要达到法定票数，并获得全部 Sentinel 的多数。</translation>
    </message>
    <message>
        <source>Failover, tilt or doubt</source>
        <translation>故障转移、TILT 或下线判定</translation>
    </message>
    <message>
        <source>Live replicas</source>
        <translation>在线副本</translation>
    </message>
    <message>
        <source>Another replica could be promoted instead of Dragonfly, or delay the switch.</source>
        <translation>其他副本可能代替 Dragonfly 被提升，或拖延切换。</translation>
    </message>
    <message>
        <source>Sentinel&apos;s choice</source>
        <translation>Sentinel 的选择</translation>
    </message>
    <message>
        <source>Shortest down-after</source>
        <translation>最短的 down-after</translation>
    </message>
    <message>
        <source>A Sentinel must not hold the source for down within the freeze of at most %1, with a margin.</source>
        <translation>在最长 %1 的冻结期间（另加余量），Sentinel 不得判定源已下线。</translation>
    </message>
    <message>
        <source>Each client within MULTI: before 6.0.6 EXEC runs what was queued before the freeze.</source>
        <translation>每个处于 MULTI 中的客户端：6.0.6 之前，EXEC 会执行冻结之前已排队的内容。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly %1 is the primary, named by %2 of %3 Sentinels. Writes were frozen for %4.</source>
        <translation>
            <numerusform>Dragonfly %1 是主节点，%3 个 Sentinel 中有 %2 个认定。写入冻结了 %4。</numerusform>
        </translation>
    </message>
    <message>
        <source>keys looked at: %1; none of them expires</source>
        <translation>查看的键：%1；均不会过期</translation>
    </message>
    <message>
        <source>Without its other replicas the source would refuse writes</source>
        <translation>没有其他副本时，源会拒绝写入</translation>
    </message>
    <message>
        <source>min-replicas-to-write of at most 1</source>
        <translation>min-replicas-to-write 不超过 1</translation>
    </message>
    <message>
        <source>They are detached before the switch. From then on Dragonfly is the only replica that counts, and every write would fail with NOREPLICAS until the switch has ended.</source>
        <translation>它们会在切换之前被分离。此后只有 Dragonfly 计为副本，在切换结束之前，每次写入都会因 NOREPLICAS 而失败。</translation>
    </message>
    <message>
        <source>Dragonfly was not measured with this version</source>
        <translation>Dragonfly 未在此版本上实测</translation>
    </message>
    <message>
        <source>Redis 8.0 to 8.4 write RDB version 12, the newest that Dragonfly reads. A key of a type that is new in Redis 8 makes the full sync fail: after three vain rounds Ferryman stops it.</source>
        <translation>Redis 8.0 到 8.4 写出 RDB 版本 12，这是 Dragonfly 能读取的最新版本。若有 Redis 8 新增类型的键，全量同步会失败：三次失败后，Ferryman 会将其停止。</translation>
    </message>
    <message>
        <source>No assessment was made.</source>
        <translation>未进行评估。</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>严重程度</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Checks passed: %1</source>
        <translation>已通过的检查：%1</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Ferryman mended nothing.</source>
        <translation>Ferryman 未修复任何内容。</translation>
    </message>
    <message>
        <source>At (UTC)</source>
        <translation>时间（UTC）</translation>
    </message>
    <message>
        <source>By</source>
        <translation>执行者</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Undone with</source>
        <translation>撤销方法</translation>
    </message>
    <message>
        <source>Replication was not watched.</source>
        <translation>复制未受监视。</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已满足</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>未满足</translation>
    </message>
    <message>
        <source>The switch was not asked for.</source>
        <translation>未请求切换。</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件内容</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Read at (UTC)</source>
        <translation>读取时间（UTC）</translation>
    </message>
    <message>
        <source>From here there was no way back: Sentinel had been told.</source>
        <translation>从此已不可回退：已通知 Sentinel。</translation>
    </message>
    <message>
        <source>There was no switch.</source>
        <translation>没有进行切换。</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>自冻结起</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>无 TLS</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>端点</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>安全性</translation>
    </message>
    <message>
        <source>Sentinels before</source>
        <translation>切换前的 Sentinel</translation>
    </message>
    <message>
        <source>Sentinels now</source>
        <translation>当前的 Sentinel</translation>
    </message>
    <message>
        <source>%1 (priority %2, live)</source>
        <translation>%1（优先级 %2，在线）</translation>
    </message>
    <message>
        <source>%1 (priority %2, not live)</source>
        <translation>%1（优先级 %2，不在线）</translation>
    </message>
    <message>
        <source>Replicas known to the Sentinels: %1. Quorum %2.</source>
        <translation>各 Sentinel 知晓的副本：%1。法定票数 %2。</translation>
    </message>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>names as primary</source>
        <translation>认定的主节点</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>纪元</translation>
    </message>
    <message>
        <source>no reply known</source>
        <translation>应答未知</translation>
    </message>
    <message>
        <source>Nothing that changes a server was sent.</source>
        <translation>未发送任何会更改服务器的内容。</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Findings, and who accepted them</source>
        <translation>检查结果及其接受者</translation>
    </message>
    <message>
        <source>What was mended</source>
        <translation>已修复的内容</translation>
    </message>
    <message>
        <source>Offsets and lag</source>
        <translation>偏移量与延迟</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Servers before and after</source>
        <translation>切换前后的服务器</translation>
    </message>
    <message>
        <source>Commands and replies</source>
        <translation>命令与应答</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>How to go back</source>
        <translation>退回的方法</translation>
    </message>
    <message>
        <source>Journal: %1</source>
        <translation>操作日志：%1</translation>
    </message>
    <message>
        <source>This page is a translation to read. The record, which can be verified, is report.html.</source>
        <translation>本页是供阅读的译文。可以验证的正本是 report.html。</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>blocker</source>
        <translation>阻碍项</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>分离</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>预备</translation>
    </message>
    <message>
        <source>recheck</source>
        <translation>复查</translation>
    </message>
    <message>
        <source>align</source>
        <translation>对准</translation>
    </message>
    <message>
        <source>freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>drain</source>
        <translation>追平</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>触发</translation>
    </message>
    <message>
        <source>promote</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>demote</source>
        <translation>降级</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>settle</source>
        <translation>收尾</translation>
    </message>
    <message>
        <source>retreat</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>多余</translation>
    </message>
    <message>
        <source>type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>expiry</source>
        <translation>过期</translation>
    </message>
    <message>
        <source>fieldExpiry</source>
        <translation>字段过期</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>Stream</translation>
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
        <translation>副本</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>应答丢失</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>已接入</translation>
    </message>
    <message>
        <source>synced</source>
        <translation>同步完成</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>未稳定</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>再次同步</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>已提升</translation>
    </message>
    <message>
        <source>passed: %1, notes: %2, warnings: %3, blockers: %4, not readable: %5; accepted by a person: %6</source>
        <translation>通过：%1，提示：%2，警告：%3，阻碍项：%4，无法读取：%5；人工接受：%6</translation>
    </message>
    <message>
        <source>%1 (undone again)</source>
        <translation>%1（已撤销）</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary</source>
        <translation>Dragonfly %1 是主节点</translation>
    </message>
    <message>
        <source>no acknowledged write was lost</source>
        <translation>没有丢失已确认的写入</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes were lost</source>
        <translation>
            <numerusform>丢失了 %1 次已确认的写入</numerusform>
        </translation>
    </message>
    <message>
        <source>whether a write was lost is not proven</source>
        <translation>是否丢失写入未得到证明</translation>
    </message>
    <message>
        <source>Migration of %1 to Dragonfly</source>
        <translation>将 %1 迁移到 Dragonfly</translation>
    </message>
    <message>
        <source>%1 to %2 UTC, by %3</source>
        <translation>%1 至 %2 UTC，执行者 %3</translation>
    </message>
    <message>
        <source>%1 was not switched yet: the source is its primary.</source>
        <translation>%1 尚未切换：其主节点是源。</translation>
    </message>
    <message>
        <source>%1 was not switched yet: %2 is its primary.</source>
        <translation>%1 尚未切换：其主节点是 %2。</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. The source is its primary as before, and every setting was put back.</source>
        <translation>%1 的切换已回退。其主节点仍是源，与先前相同，所有设置均已还原。</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. %2 is its primary as before, and every setting was put back.</source>
        <translation>%1 的切换已回退。其主节点仍是 %2，与先前相同，所有设置均已还原。</translation>
    </message>
    <message>
        <source>The switch of %1 needs a person: %2</source>
        <translation>%1 的切换需要人工处理：%2</translation>
    </message>
    <message>
        <source>%1 moved from %2 to %3. Writes stood still for %4; %5.</source>
        <translation>%1 已从 %2 迁移到 %3。写入停顿了 %4；%5。</translation>
    </message>
    <message>
        <source>This was a rehearsal against Ferryman&apos;s stand-in for Dragonfly, not against a real Dragonfly: its figures say nothing about Dragonfly&apos;s speed.</source>
        <translation>这是针对 Ferryman 的 Dragonfly 替身的预演，而不是真正的 Dragonfly：其数据不反映 Dragonfly 的速度。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>源</translation>
    </message>
    <message>
        <source>group %1: %2 at %3</source>
        <translation>组 %1：%2，位于 %3</translation>
    </message>
    <message>
        <source>To</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，位于 %2</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys; full sync %2</source>
        <translation>
            <numerusform>%1 个键；全量同步：%2</numerusform>
        </translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>切换</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>证明</translation>
    </message>
    <message>
        <source>frozen at offset %1; Dragonfly had offset %2 before it was promoted</source>
        <translation>冻结在偏移量 %1；Dragonfly 被提升之前的偏移量为 %2</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>not chained: written by an older Ferryman</source>
        <translation>未成链：由较旧的 Ferryman 写成</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows; SHA-256 of the chain&apos;s last row: %2</source>
        <translation>
            <numerusform>%1 行；链中最后一行的 SHA-256：%2</numerusform>
        </translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>实施者</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>steady for %1 s with a lag of at most %2 and %3 s; freeze of at most %4</source>
        <translation>延迟不超过 %2 和 %3 秒，稳定 %1 秒；冻结不超过 %4</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Proof of it</source>
        <translation>证明方法</translation>
    </message>
    <message>
        <source>ferrymanctl report PLAN --report FOLDER --verify, with the folder of this report</source>
        <translation>ferrymanctl report PLAN --report FOLDER --verify，并给出本报告的文件夹</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>已接受：%1</translation>
    </message>
    <message>
        <source>accepted by %1: %2</source>
        <translation>由 %1 接受：%2</translation>
    </message>
    <message>
        <source>done, and undone again</source>
        <translation>已完成，随后撤销</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>阈值 %1</translation>
    </message>
    <message>
        <source>Nothing was measured for this chart.</source>
        <translation>此图表没有测量数据。</translation>
    </message>
    <message numerus="yes">
        <source>no difference, but %1 keys kept changing</source>
        <translation>
            <numerusform>没有差异，但有 %1 个键持续变化</numerusform>
        </translation>
    </message>
    <message>
        <source>keys drawn at random were compared</source>
        <translation>比较了随机抽取的键</translation>
    </message>
    <message>
        <source>every key was compared in both directions</source>
        <translation>双向比较了每个键</translation>
    </message>
    <message>
        <source>keys drawn at random were compared, the source by its replica %1</source>
        <translation>比较了随机抽取的键，源由其副本 %1 代表</translation>
    </message>
    <message>
        <source>every key was compared in both directions, the source by its replica %1</source>
        <translation>双向比较了每个键，源由其副本 %1 代表</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 keys, %3 read in %4; %5; ended %6 UTC</source>
        <translation>
            <numerusform>%1：%2 个键，用时 %4 读取 %3；%5；结束于 %6 UTC</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 (%3 differ)</source>
        <translation>%1 %2（%3 个有差异）</translation>
    </message>
    <message>
        <source>%1 From there until the freeze %2 were written, which the replication stream carried.</source>
        <translation>%1 此后到冻结为止写入了 %2，由复制流传送。</translation>
    </message>
    <message>
        <source>all keys outside of the sample</source>
        <translation>样本之外的所有键</translation>
    </message>
    <message>
        <source>what cannot be compared: %1</source>
        <translation>无法比较的内容：%1</translation>
    </message>
    <message>
        <source>functions, users and settings; when and how often keys were used</source>
        <translation>函数、用户和设置；键的使用时间和频率</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys that were written last or kept changing were compared once more while writes stood still, in %2; different: %3, not read: %4</source>
        <translation>
            <numerusform>在写入停顿期间，用 %2 再次比较了 %1 个最后写入或持续变化的键；有差异：%3，未读取：%4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>planted %1 differences on scratch servers, found %2, false alarms %3</source>
        <translation>
            <numerusform>在临时服务器上植入 %1 处差异，发现 %2 处，误报 %3 处</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the servers at hand cannot show: %2</source>
        <translation>%1；现有的服务器无法呈现：%2</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>结果适用于</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>未查看</translation>
    </message>
    <message>
        <source>what had been compared was replaced by a new full sync and not compared again; the proof is by replication offset</source>
        <translation>已比较的数据被新的全量同步替换，且未再次比较；以复制偏移量为证</translation>
    </message>
    <message>
        <source>the data were not compared; the proof is by replication offset</source>
        <translation>数据未作比较；以复制偏移量为证</translation>
    </message>
    <message>
        <source>stopped by a person</source>
        <translation>由人工停止</translation>
    </message>
    <message numerus="yes">
        <source>a later comparison did not come to its end: %1; until then %2 keys, %3</source>
        <translation>
            <numerusform>后来的一次比较未能完成：%1；在此之前 %2 个键，%3</numerusform>
        </translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>Within the freeze</source>
        <translation>冻结期间</translation>
    </message>
    <message>
        <source>Self test</source>
        <translation>自检</translation>
    </message>
    <message>
        <source>Offsets</source>
        <translation>偏移量</translation>
    </message>
    <message>
        <source>the source&apos;s last byte was %1, read inside the freeze; Dragonfly had applied %2 before it was promoted</source>
        <translation>源的最后一个字节为 %1，在冻结期间读取；Dragonfly 被提升之前已应用到 %2</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>写入</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes of the lab&apos;s own writers were looked for on Dragonfly; missing: %2</source>
        <translation>
            <numerusform>在 Dragonfly 上查找了演练写入程序的 %1 次已确认写入；缺失：%2</numerusform>
        </translation>
    </message>
    <message>
        <source>Every Sentinel forgets the group. Do it on all of them before anything else: one that still knows it tells the others of Dragonfly.</source>
        <translation>每个 Sentinel 都忘记该组。请先在全部 Sentinel 上执行，再做其他事：仍知晓该组的 Sentinel 会把 Dragonfly 告知其他 Sentinel。</translation>
    </message>
    <message>
        <source>Every Sentinel watches the old primary again. Where it wants a login, add SENTINEL SET %1 auth-user and auth-pass.</source>
        <translation>每个 Sentinel 重新监视旧主节点。若旧主节点要求登录，请追加 SENTINEL SET %1 auth-user 和 auth-pass。</translation>
    </message>
    <message>
        <source>The old primary accepts writes again, with the settings that it had, and keeps them.</source>
        <translation>旧主节点以其原有设置重新接受写入，并保留这些设置。</translation>
    </message>
    <message>
        <source>No Sentinel chooses Dragonfly any more.</source>
        <translation>不再有 Sentinel 选择 Dragonfly。</translation>
    </message>
    <message>
        <source>A replica follows the old primary again. Its min-replicas-to-write is not known from before: 0 is the default.</source>
        <translation>副本重新跟随旧主节点。其先前的 min-replicas-to-write 未知：默认值为 0。</translation>
    </message>
    <message>
        <source>A replica follows the old primary again.</source>
        <translation>副本重新跟随旧主节点。</translation>
    </message>
    <message>
        <source>Stop what writes, or let it fail: from here on every write on Dragonfly is lost. Copy from Dragonfly by other means what must not be.</source>
        <translation>请停止写入方，或任其失败：从此 Dragonfly 上的每次写入都会丢失。不可丢失的内容，请以其他方式从 Dragonfly 复制出来。</translation>
    </message>
    <message>
        <source>Start the old primary with its configuration file; it was shut down with its data saved.</source>
        <translation>用配置文件启动旧主节点；它关闭时数据已保存。</translation>
    </message>
    <message>
        <source>It may still be changed: ask it, then put it back.</source>
        <translation>它可能仍处于更改状态：请先询问服务器，再将其还原。</translation>
    </message>
    <message>
        <source>The old primary %1 is parked: it refuses every write, has priority 0, and its data are as they were at the freeze.</source>
        <translation>旧主节点 %1 已封存：它拒绝一切写入，优先级为 0，其数据保持冻结时的状态。</translation>
    </message>
    <message>
        <source>The old primary %1 was shut down, with its data as they were at the freeze saved.</source>
        <translation>旧主节点 %1 已关闭，其数据已按冻结时的状态保存。</translation>
    </message>
    <message>
        <source>The old primary %1 is a read-only replica of nobody, with priority 0. Its data are as they were at the freeze.</source>
        <translation>旧主节点 %1 是不跟随任何节点的只读副本，优先级为 0。其数据保持冻结时的状态。</translation>
    </message>
    <message>
        <source>Sentinel&apos;s primary was not changed by a finished switch, so there is nothing to go back from. What may still be changed stands below, with its command.</source>
        <translation>没有已完成的切换更改过 Sentinel 的主节点，因此没有需要退回的内容。可能仍处于更改状态的内容列于下方，并附其命令。</translation>
    </message>
    <message>
        <source>the promotion</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly. Going back loses every write that Dragonfly accepted since %1, unless it is copied by other means.</source>
        <translation>Redis 无法跟随 Dragonfly。退回会丢失自 %1 起 Dragonfly 接受的全部写入，除非以其他方式复制过去。</translation>
    </message>
    <message>
        <source>Keep the old primary until Dragonfly has written its first snapshot (SAVE) and you are sure; then shut it down.</source>
        <translation>请保留旧主节点，直到 Dragonfly 写出首个快照（SAVE）且您确认无误；然后将其关闭。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>Nothing that could be read blocks this migration. Not known: %1.</source>
        <translation>在能够读取的内容中，没有阻碍此次迁移的项。未知：%1。</translation>
    </message>
    <message>
        <source>The plan “%1” has the identity of a migration that is under way, and is not kept beside it: finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>计划“%1”与正在进行的迁移标识相同，不会另行保存：请先完成那次迁移，或从文件中去掉“id”这一行。</translation>
    </message>
    <message>
        <source>As the desktop: light, dark or of high contrast, as that is set, also while Ferryman runs. At once.</source>
        <translation>跟随桌面：按其设置为浅色、深色或高对比度，Ferryman 运行期间也是如此。立即生效。</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>What Ferryman does, on the start page, as long as there is no migration. At once.</source>
        <translation>在没有迁移时，于起始页显示 Ferryman 的用途。立即生效。</translation>
    </message>
    <message>
        <source>Dragonfly would be nearly full</source>
        <translation>Dragonfly 将接近占满</translation>
    </message>
    <message>
        <source>%1; the data take %2 of it</source>
        <translation>%1；其中数据占用 %2</translation>
    </message>
    <message>
        <source>at most nine tenths of maxmemory</source>
        <translation>至多为 maxmemory 的九成</translation>
    </message>
    <message>
        <source>A replica loads beyond maxmemory, a primary refuses every write there: from the promotion on clients would get errors.</source>
        <translation>副本可以加载超过 maxmemory 的数据，而主节点在该处会拒绝所有写入：自提升起客户端就会收到错误。</translation>
    </message>
    <message>
        <source>Gates at the switch</source>
        <translation>切换时的条件</translation>
    </message>
    <message>
        <source>is being made</source>
        <translation>正在生成</translation>
    </message>
    <message>
        <source>It says how writes are held back: paused from 6.2 on, refused before.</source>
        <translation>它决定如何阻住写入：6.2 起为暂停，之前为拒绝。</translation>
    </message>
    <message>
        <source>Dragonfly tells the source about once a second how far it has come.</source>
        <translation>Dragonfly 大约每秒向源报告一次进度。</translation>
    </message>
    <message>
        <source>Only under the same replication id do the offsets of both sides count the same writes.</source>
        <translation>只有复制 ID 相同时，两侧的偏移量才计的是相同的写入。</translation>
    </message>
    <message>
        <source>Clients may ask any Sentinel for the primary, and must be told the same by all.</source>
        <translation>客户端可能向任一 Sentinel 询问主节点，所有 Sentinel 的回答必须一致。</translation>
    </message>
    <message>
        <source>In tilt a Sentinel distrusts its clock and acts on nothing for half a minute; one in doubt of the source may begin a failover of its own.</source>
        <translation>处于 tilt 的 Sentinel 不信任自己的时钟，半分钟内不会动作；怀疑源的 Sentinel 可能自行发起故障转移。</translation>
    </message>
    <message>
        <source>A Sentinel promotes the replica of the lowest priority above 0, and of those the one with the most data.</source>
        <translation>Sentinel 会提升优先级大于 0 且最小的副本，其中取数据最多者。</translation>
    </message>
</context>
<context>
    <name>evidence</name>
    <message>
        <source>not said</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>源：%1</translation>
    </message>
    <message>
        <source>Dragonfly: %1</source>
        <translation>Dragonfly：%1</translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Unbroken for</source>
        <translation>连续保持</translation>
    </message>
    <message>
        <source>Largest lag in that time</source>
        <translation>此间最大延迟</translation>
    </message>
    <message>
        <source>Samples taken, missed</source>
        <translation>采样次数，缺失次数</translation>
    </message>
    <message>
        <source>Round trip to %1</source>
        <translation>到 %1 的往返时间</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>连接到</translation>
    </message>
    <message>
        <source>The source lists</source>
        <translation>源列出</translation>
    </message>
    <message>
        <source>Written on the source</source>
        <translation>源上写入</translation>
    </message>
    <message>
        <source>Applied on Dragonfly</source>
        <translation>Dragonfly 上应用</translation>
    </message>
    <message>
        <source>Keys compared</source>
        <translation>已比较的键</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>Compared until</source>
        <translation>比较结束于</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>结果适用于</translation>
    </message>
    <message>
        <source>Written since</source>
        <translation>此后写入</translation>
    </message>
    <message>
        <source>Keys to compare within the freeze</source>
        <translation>冻结期间要比较的键</translation>
    </message>
    <message>
        <source>answered in %1; quorum %2</source>
        <translation>应答用时 %1；法定票数 %2</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>已接受：%1</translation>
    </message>
    <message>
        <source>Checks that ran</source>
        <translation>已运行的检查</translation>
    </message>
    <message>
        <source>It costs</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>Read at</source>
        <translation>读取时间</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>ferryman::AssessPage</name>
    <message>
        <source>&amp;Check all</source>
        <translation>全部检查(&amp;C)</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>All checks read the live servers and change nothing.</source>
        <translation>所有检查都只读取运行中的服务器，不作任何更改。</translation>
    </message>
    <message>
        <source>Connect first: the checks need the Sentinels, the source and Dragonfly.</source>
        <translation>请先连接：检查需要各 Sentinel、源和 Dragonfly。</translation>
    </message>
    <message>
        <source>Checking the live servers; each check has 5 seconds.</source>
        <translation>正在检查运行中的服务器；每项检查限时 5 秒。</translation>
    </message>
    <message>
        <source>Nothing was checked yet: press “Check all”.</source>
        <translation>尚未检查任何内容：请按“全部检查”。</translation>
    </message>
    <message>
        <source>Replicate opens when all checks were made and no blocker is left.</source>
        <translation>完成所有检查且没有阻碍项后，“复制”即可使用。</translation>
    </message>
    <message>
        <source>No blocker is left. Replicate is open.</source>
        <translation>已没有阻碍项。“复制”可以使用。</translation>
    </message>
    <message>
        <source>Each finding says what was found, what is wanted, with which command it was read, and why it matters. A blocker must be mended; a warning may be accepted with a reason, which goes into the report. “Unknown” is not “passed”: something could not be read.</source>
        <translation>每项检查结果都说明发现了什么、要求是什么、用哪条命令读取，以及为何重要。阻碍项必须修复；警告可以附理由接受，理由会写入报告。“未知”不等于“通过”：有内容未能读取。</translation>
    </message>
    <message>
        <source>Replicate opens when no blocker is left; now: %1.</source>
        <translation>没有阻碍项后，“复制”即可使用；目前：%1。</translation>
    </message>
    <message>
        <source>Filter the findings</source>
        <translation>筛选检查结果</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>&amp;Check all again</source>
        <translation>重新全部检查(&amp;C)</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 checks in %3, read %4.</source>
        <translation>
            <numerusform>%1 共 %2 项检查，用时 %3，%4读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is being mended: the servers are asked once more before and after.</source>
        <translation>正在修复：%1。修复前后都会再次询问服务器。</translation>
    </message>
    <message>
        <source>The checks are being made</source>
        <translation>正在进行检查</translation>
    </message>
    <message>
        <source>No finding yet</source>
        <translation>尚无检查结果</translation>
    </message>
    <message>
        <source>Each check stands here with what was found, what is wanted, why it matters, and the command that mends it.</source>
        <translation>每项检查都列于此处，附有发现的内容、要求、为何重要，以及用于修复的命令。</translation>
    </message>
    <message>
        <source>Nothing is shown</source>
        <translation>没有显示任何内容</translation>
    </message>
    <message>
        <source>The buttons and the words above hide all findings.</source>
        <translation>上方的按钮和文字隐藏了所有检查结果。</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartBoard</name>
    <message>
        <source>Replication offset</source>
        <translation>复制偏移量</translation>
    </message>
    <message>
        <source>source</source>
        <translation>源</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>延迟（字节）</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>写入与应用速率</translation>
    </message>
    <message>
        <source>written</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>延迟（秒）</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>采样，最新的在前</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>阈值 %1</translation>
    </message>
    <message>
        <source>limit %1 s</source>
        <translation>阈值 %1 秒</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>已接入</translation>
    </message>
    <message>
        <source>sync done</source>
        <translation>同步完成</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>稳定</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>未稳定</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>再次同步</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>已提升</translation>
    </message>
    <message>
        <source>No sample yet.</source>
        <translation>尚无采样。</translation>
    </message>
    <message>
        <source>Newest sample %1, live</source>
        <translation>最新采样 %1，实时</translation>
    </message>
    <message>
        <source>Keys: sync progress</source>
        <translation>键：同步进度</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Stands still at %1; sampling goes on.</source>
        <translation>停在 %1；采样继续。</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>已导出到 %1。</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartGestures</name>
    <message>
        <source>Left and Right read the values at one moment. Plus and Minus zoom, Shift with Left and Right moves through time, Home leads to the beginning and End back to live. With the mouse: turn the wheel, drag, double-click for live.</source>
        <translation>左、右方向键读取某一时刻的数值。加号键和减号键缩放，Shift 加左、右方向键沿时间移动，Home 键跳到开头，End 键返回实时。使用鼠标时：滚动滚轮、拖动，双击返回实时。</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartTools</name>
    <message>
        <source>1 min</source>
        <translation>1 分钟</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Zoomed</source>
        <translation>已缩放</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pause the charts; sampling goes on</source>
        <translation>暂停图表；采样继续</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Show the samples as a table</source>
        <translation>以表格显示采样</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示 %1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>&amp;Picture (PNG)…</source>
        <translation>图片（PNG）(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Drawing (SVG)…</source>
        <translation>矢量图（SVG）(&amp;D)…</translation>
    </message>
    <message>
        <source>All &amp;values (CSV)…</source>
        <translation>全部数值（CSV）(&amp;V)…</translation>
    </message>
    <message>
        <source>Zoomed to %1</source>
        <translation>已缩放至 %1</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>返回实时</translation>
    </message>
    <message>
        <source>Back to the newest sample</source>
        <translation>返回最新采样</translation>
    </message>
</context>
<context>
    <name>ferryman::CloseBox</name>
    <message>
        <source>&amp;Stay</source>
        <translation>留下(&amp;S)</translation>
    </message>
    <message>
        <source>A switch is under way</source>
        <translation>切换正在进行</translation>
    </message>
    <message>
        <source>The switch can no longer be undone: closing now would leave the source frozen. The window can close by itself as soon as the switch has ended.</source>
        <translation>切换已无法撤销：现在关闭会使源停留在冻结状态。窗口可以在切换结束后自动关闭。</translation>
    </message>
    <message>
        <source>The switch can still be aborted: everything is put back, then the window closes.</source>
        <translation>切换仍可中止：先还原一切，然后关闭窗口。</translation>
    </message>
    <message>
        <source>&amp;Close when it has ended</source>
        <translation>结束后关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Abort and close</source>
        <translation>中止并关闭(&amp;A)</translation>
    </message>
    <message>
        <source>A switch is left open</source>
        <translation>有一次切换未完成</translation>
    </message>
    <message>
        <source>The switch needs a person, and the source may still refuse writes. Closing changes nothing of that; the next start can take the switch up again.</source>
        <translation>切换需要人工处理，源可能仍在拒绝写入。关闭窗口不会改变这一状态；下次启动时可以恢复该切换。</translation>
    </message>
    <message>
        <source>&amp;Close and leave it open</source>
        <translation>关闭，保持未完成(&amp;C)</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandBlock</name>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>拷贝：%1</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandPreview</name>
    <message>
        <source>What will be sent, literally</source>
        <translation>将逐字发送的内容</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>拷贝(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save as runbook…</source>
        <translation>另存为操作手册(&amp;S)…</translation>
    </message>
    <message>
        <source>Commands that the switch will send</source>
        <translation>切换将发送的命令</translation>
    </message>
    <message>
        <source>The commands stand here as soon as the topology and Dragonfly are known.</source>
        <translation>拓扑和 Dragonfly 已知之后，命令会显示在此处。</translation>
    </message>
    <message>
        <source>Save as runbook</source>
        <translation>另存为操作手册</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
</context>
<context>
    <name>ferryman::ConfirmBox</name>
    <message>
        <source>Will be sent</source>
        <translation>将发送</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reason for accepting the finding</source>
        <translation>接受该检查结果的理由</translation>
    </message>
    <message>
        <source>Reason, for the report</source>
        <translation>理由（写入报告）</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectPage</name>
    <message>
        <source>Enter any one Sentinel and Dragonfly: the primary and all other Sentinels are found from there.</source>
        <translation>请输入任意一个 Sentinel 和 Dragonfly：主节点和其他所有 Sentinel 会由此找到。</translation>
    </message>
    <message>
        <source>&amp;Read and test</source>
        <translation>读取并测试(&amp;R)</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>拓扑</translation>
    </message>
    <message>
        <source>read again twice a second</source>
        <translation>每秒重新读取两次</translation>
    </message>
    <message>
        <source>Connection tests</source>
        <translation>连接测试</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 failed</source>
        <translation>
            <numerusform>%2 项中 %1 项失败</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %1 usable</source>
        <translation>
            <numerusform>%1 / %1 可用</numerusform>
        </translation>
    </message>
    <message>
        <source>The practice lab is being started.</source>
        <translation>正在启动演练环境。</translation>
    </message>
    <message>
        <source>Reading the Sentinels and testing each connection; each has 5 seconds.</source>
        <translation>正在读取各 Sentinel 并测试每个连接；每个限时 5 秒。</translation>
    </message>
    <message>
        <source>Every connection that is needed works. Assess is open.</source>
        <translation>所需的连接全部正常。“评估”可以使用。</translation>
    </message>
    <message>
        <source>Assess opens when the Sentinels, the source and Dragonfly answer.</source>
        <translation>各 Sentinel、源和 Dragonfly 均有应答后，“评估”即可使用。</translation>
    </message>
    <message>
        <source>A source without Sentinel gets one first: only Sentinel can lead the clients to Dragonfly.</source>
        <translation>没有 Sentinel 的源须先配备 Sentinel：只有 Sentinel 能将客户端引向 Dragonfly。</translation>
    </message>
    <message>
        <source>A Sentinel knows the primary of its group, its replicas and the other Sentinels. Ferryman asks each of them for itself, because clients do so too. In the drawing the arrow keys go from server to server, and Enter opens what is known of one, with its INFO. Nothing is changed on this page. Passwords stay in memory for this session; a plan file names where they come from and never holds them.</source>
        <translation>Sentinel 知晓其组的主节点、副本以及其他 Sentinel。Ferryman 会逐一询问每个 Sentinel，因为客户端也是这样做的。在图中，方向键在服务器之间移动，Enter 打开某台服务器的已知信息及其 INFO。本页不作任何更改。密码仅在本次会话期间保存在内存中；计划文件只写明密码的来源，从不包含密码本身。</translation>
    </message>
    <message>
        <source>No connection was tested yet</source>
        <translation>尚未测试任何连接</translation>
    </message>
    <message>
        <source>Each server stands here with its version, or with the stage at which its test failed: name lookup, connection, TLS, login or permissions.</source>
        <translation>每台服务器都列于此处，附有其版本，或测试失败的阶段：名称解析、连接、TLS、登录或权限。</translation>
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
        <translation>源</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>无 TLS</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>正在测试…</translation>
    </message>
    <message>
        <source>usable: %1, %2, %3 ms</source>
        <translation>可用：%1，%2，%3 毫秒</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionRemoval</name>
    <message>
        <source>Delete a connection</source>
        <translation>删除连接</translation>
    </message>
    <message>
        <source>Delete the connection “%1”?</source>
        <translation>要删除连接“%1”吗？</translation>
    </message>
    <message>
        <source>Plans that were made with it keep what they took from it.</source>
        <translation>用它创建的计划会保留从中取得的内容。</translation>
    </message>
    <message>
        <source>Delete the keychain&apos;s entry “%1”, too; plans may name it</source>
        <translation>同时删除密钥环中的条目“%1”；可能有计划引用它</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionTestView</name>
    <message>
        <source>Name lookup</source>
        <translation>名称解析</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>%1, certificate of %2 by %3, valid until %4</source>
        <translation>%1，%2 的证书，由 %3 签发，有效期至 %4</translation>
    </message>
    <message>
        <source>INFO, ROLE and SENTINEL MASTERS are answered</source>
        <translation>INFO、ROLE 和 SENTINEL MASTERS 均有应答</translation>
    </message>
    <message>
        <source>INFO, ROLE and CONFIG GET are answered</source>
        <translation>INFO、ROLE 和 CONFIG GET 均有应答</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>待进行</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>未到达</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>not wanted: the URL says redis://</source>
        <translation>不使用：URL 为 redis://</translation>
    </message>
    <message>
        <source>not needed: an IP address is given</source>
        <translation>无需：给出的是 IP 地址</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>primary, replicas: %1</source>
        <translation>主节点，副本：%1</translation>
    </message>
    <message>
        <source>replica of %1, link: %2</source>
        <translation>%1 的副本，连接：%2</translation>
    </message>
    <message>
        <source>watches no group</source>
        <translation>未监视任何组</translation>
    </message>
    <message>
        <source>watches %1</source>
        <translation>正在监视 %1</translation>
    </message>
    <message>
        <source>role unknown</source>
        <translation>角色未知</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>测试(&amp;T)</translation>
    </message>
    <message>
        <source>C&amp;ancel test</source>
        <translation>取消测试(&amp;A)</translation>
    </message>
    <message>
        <source>each stage has 5 seconds; nothing changes on the server</source>
        <translation>每个阶段限时 5 秒；服务器上不作任何更改</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>测试已取消。</translation>
    </message>
    <message>
        <source>Answers within %1 ms. What a switch needs besides, Assess tests.</source>
        <translation>%1 毫秒内有应答。切换所需的其他条件由“评估”检查。</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionsDialog</name>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>To be chosen in Connect. A password is in the system&apos;s keychain, in an environment variable, or in memory until Ferryman ends; never in Ferryman&apos;s own files.</source>
        <translation>可在“连接”页面中选用。密码存放在系统密钥环或环境变量中，或保存在内存中直到 Ferryman 退出；从不写入 Ferryman 自己的文件。</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Import from clip&amp;board…</source>
        <translation>从剪贴板导入(&amp;B)…</translation>
    </message>
    <message>
        <source>Import from &amp;RedisInsight…</source>
        <translation>从 RedisInsight 导入(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Keep it for this session only</source>
        <translation>仅在本次会话期间保留(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>正在询问密钥环；可能需要将其解锁。</translation>
    </message>
    <message>
        <source>“%1” is kept.</source>
        <translation>已保存“%1”。</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>已删除“%1”。</translation>
    </message>
    <message>
        <source>The clipboard holds Redis URLs: they can be imported.</source>
        <translation>剪贴板中有 Redis URL：可以导入。</translation>
    </message>
    <message>
        <source>“%1” was deleted meanwhile, by another console or an editor. Save once more to keep it as it is shown here.</source>
        <translation>“%1”其间已被另一个控制台或编辑器删除。若要按此处所示保留，请再次保存。</translation>
    </message>
    <message>
        <source>“%1” was changed meanwhile, by another console or an editor. Save once more to keep what is shown here, or choose it again to see the other.</source>
        <translation>“%1”其间已被另一个控制台或编辑器更改。若要保留此处所示的内容，请再次保存；若要查看更改后的内容，请重新选择它。</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>尚未保存任何连接</translation>
    </message>
    <message>
        <source>“Save” keeps what is entered beside this list.</source>
        <translation>“保存”会保留此列表旁输入的内容。</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceModel</name>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Extra</source>
        <translation>多余</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>过期</translation>
    </message>
    <message>
        <source>Field expiry</source>
        <translation>字段过期</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Dragonfly has no database of that index.</source>
        <translation>Dragonfly 没有该编号的数据库。</translation>
    </message>
    <message>
        <source>The key is on the source alone.</source>
        <translation>该键仅存在于源。</translation>
    </message>
    <message>
        <source>The key is on Dragonfly alone.</source>
        <translation>该键仅存在于 Dragonfly。</translation>
    </message>
    <message>
        <source>Both have the key, with different types.</source>
        <translation>两端都有该键，但类型不同。</translation>
    </message>
    <message>
        <source>The same type, but another content.</source>
        <translation>类型相同，但内容不同。</translation>
    </message>
    <message>
        <source>The same content, but it expires at another time or on one side alone.</source>
        <translation>内容相同，但过期时间不同，或仅一端会过期。</translation>
    </message>
    <message>
        <source>The same content, but one of its fields expires at another time.</source>
        <translation>内容相同，但其中有字段的过期时间不同。</translation>
    </message>
    <message>
        <source>The same entries, but last id, counters, groups, consumers or pending entries differ.</source>
        <translation>条目相同，但最后 ID、计数器、消费者组、消费者或待确认条目不同。</translation>
    </message>
    <message>
        <source>byte %1</source>
        <translation>字节 %1</translation>
    </message>
    <message>
        <source>index %1</source>
        <translation>索引 %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>排名 %1</translation>
    </message>
    <message>
        <source>field %1</source>
        <translation>字段 %1</translation>
    </message>
    <message>
        <source>member %1</source>
        <translation>成员 %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>消费者组 %1</translation>
    </message>
    <message>
        <source>entry %1</source>
        <translation>条目 %1</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>所有键</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceView</name>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>database %1</source>
        <translation>数据库 %1</translation>
    </message>
    <message>
        <source>from %1 on</source>
        <translation>自 %1 起</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>The chosen difference</source>
        <translation>选中的差异</translation>
    </message>
    <message>
        <source>The first %1 of %2; all of them are counted.</source>
        <translation>%2 处中的前 %1 处；计数包含全部。</translation>
    </message>
</context>
<context>
    <name>ferryman::DryRunView</name>
    <message>
        <source>wanted: %1</source>
        <translation>要求：%1</translation>
    </message>
    <message>
        <source>Gates, read for this dry run:</source>
        <translation>本次试运行读取的条件：</translation>
    </message>
    <message>
        <source>What would have been sent, and was not:</source>
        <translation>本应发送但并未发送的内容：</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>拷贝(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the result of the dry run</source>
        <translation>拷贝试运行结果</translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would have begun, all %2 gates are open.</source>
        <translation>
            <numerusform>%1 试运行：切换本可开始，全部 %2 项条件均已满足。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</source>
        <translation>
            <numerusform>%1 试运行：切换无法开始，%3 项条件中有 %2 项未满足。</numerusform>
        </translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>写入中断</translation>
    </message>
    <message>
        <source>Freeze budget</source>
        <translation>冻结上限</translation>
    </message>
    <message>
        <source>What would have been sent</source>
        <translation>本应发送的内容</translation>
    </message>
    <message>
        <source>Commands that the switch would have sent</source>
        <translation>切换本应发送的命令</translation>
    </message>
    <message>
        <source>Nothing was sent that changes a setting.</source>
        <translation>未发送任何会更改设置的命令。</translation>
    </message>
    <message numerus="yes">
        <source>on %1 servers, with the ways back</source>
        <translation>
            <numerusform>在 %1 台服务器上，含回退步骤</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly would receive it while writes wait</source>
        <translation>Dragonfly 会在写入等待期间收到它</translation>
    </message>
    <message>
        <source>without the last write after half of it, everything is put back</source>
        <translation>若过半仍未收到最后一次写入，则全部恢复原状</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointFields</name>
    <message>
        <source>Choose a connection: %1</source>
        <translation>选择连接：%1</translation>
    </message>
    <message>
        <source>What was used before, kept connections, and the clipboard</source>
        <translation>以前用过的、已保存的连接和剪贴板</translation>
    </message>
    <message>
        <source>Password and TLS as in “%1”</source>
        <translation>密码和 TLS 与“%1”相同</translation>
    </message>
    <message>
        <source>Password as in “%1”</source>
        <translation>密码与“%1”相同</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>与计划相同</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>仅在本次会话期间保存在内存中。</translation>
    </message>
    <message>
        <source>Any one Sentinel</source>
        <translation>任意一个 Sentinel</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>URL of any one Sentinel</source>
        <translation>任意一个 Sentinel 的 URL</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>found, if there is one only</source>
        <translation>若只有一个则自动找到</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Sentinel 的密码</translation>
    </message>
    <message>
        <source>&amp;No Sentinel yet…</source>
        <translation>尚无 Sentinel(&amp;N)…</translation>
    </message>
    <message>
        <source>Writes a sentinel.conf for each host, or registers the group on running Sentinels.</source>
        <translation>为每台主机写出 sentinel.conf，或在运行中的 Sentinel 上注册该组。</translation>
    </message>
    <message>
        <source>Source, as Sentinel names it</source>
        <translation>源（由 Sentinel 给出）</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>read from Sentinel</source>
        <translation>从 Sentinel 读取</translation>
    </message>
    <message>
        <source>Address of the source</source>
        <translation>源的地址</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>User on the source</source>
        <translation>源上的用户</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>源的密码</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>URL of Dragonfly</source>
        <translation>Dragonfly 的 URL</translation>
    </message>
    <message>
        <source>Password of Dragonfly</source>
        <translation>Dragonfly 的密码</translation>
    </message>
    <message>
        <source>TLS, for rediss:// URLs</source>
        <translation>TLS（用于 rediss:// URL）</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>私钥</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>服务器名</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>与 URL 相同</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointMenu</name>
    <message>
        <source>&amp;Connections…</source>
        <translation>连接(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Forget recent addresses</source>
        <translation>清除最近用过的地址(&amp;F)</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>以前用过</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>尚未保存任何连接</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>On the clipboard</source>
        <translation>剪贴板上</translation>
    </message>
    <message>
        <source>%1, with password</source>
        <translation>%1，带密码</translation>
    </message>
</context>
<context>
    <name>ferryman::FailOverPage</name>
    <message>
        <source>Back to the &amp;gates</source>
        <translation>返回条件(&amp;G)</translation>
    </message>
    <message>
        <source>Primary now: %1. After the switch: Dragonfly %2.</source>
        <translation>当前主节点：%1。切换之后：Dragonfly %2。</translation>
    </message>
    <message>
        <source>No gate was read yet: start the replication first.</source>
        <translation>尚未读取任何条件：请先启动复制。</translation>
    </message>
    <message numerus="yes">
        <source>All %1 gates are open.</source>
        <translation>
            <numerusform>全部 %1 项条件均已满足。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 gates are closed.</source>
        <translation>
            <numerusform>%2 项条件中有 %1 项未满足。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2; wanted: %3.</source>
        <translation>%1：%2；要求：%3。</translation>
    </message>
    <message>
        <source>The primary of %1 is changing to Dragonfly %2.</source>
        <translation>%1 的主节点正在变为 Dragonfly %2。</translation>
    </message>
    <message>
        <source>The switch is running.</source>
        <translation>切换正在进行。</translation>
    </message>
    <message>
        <source>From here there is no way back; it goes on until it is done or needs a person.</source>
        <translation>从此不可回退；切换会一直进行，直到完成或需要人工处理。</translation>
    </message>
    <message>
        <source>Until the failover is sent to Sentinel, everything can be put back.</source>
        <translation>在向 Sentinel 发送故障转移之前，一切都可以还原。</translation>
    </message>
    <message>
        <source>The primary of %1 is Dragonfly %2.</source>
        <translation>%1 的主节点是 Dragonfly %2。</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>已完成。</translation>
    </message>
    <message>
        <source>The primary of %1 is as it was before.</source>
        <translation>%1 的主节点与先前相同。</translation>
    </message>
    <message>
        <source>Aborted: everything was put back.</source>
        <translation>已中止：一切均已还原。</translation>
    </message>
    <message>
        <source>The switch of %1 cannot go on by itself.</source>
        <translation>%1 的切换无法自行继续。</translation>
    </message>
    <message>
        <source>A person is needed.</source>
        <translation>需要人工处理。</translation>
    </message>
    <message>
        <source>Fail over %1</source>
        <translation>切换 %1</translation>
    </message>
    <message>
        <source>waits for the gates</source>
        <translation>等待条件满足</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the name is typed.</source>
        <translation>所有条件均已满足并输入名称后，按钮即可使用。</translation>
    </message>
    <message>
        <source>Confirmed.</source>
        <translation>已确认。</translation>
    </message>
    <message>
        <source>All gates are read once more before anything is sent.</source>
        <translation>发送任何内容之前，会再次读取所有条件。</translation>
    </message>
    <message>
        <source>This is not the name of the group.</source>
        <translation>这不是该组的名称。</translation>
    </message>
    <message>
        <source>The report opens when the switch has ended.</source>
        <translation>切换结束后，报告即可使用。</translation>
    </message>
    <message>
        <source>Every command and reply of the switch stands in the journal.</source>
        <translation>切换的每条命令和应答都记在操作日志中。</translation>
    </message>
    <message>
        <source>Sentinel makes Dragonfly the primary, and clients follow.</source>
        <translation>Sentinel 使 Dragonfly 成为主节点，客户端随之跟随。</translation>
    </message>
    <message>
        <source>Expected write outage: %1.</source>
        <translation>预计写入中断：%1。</translation>
    </message>
    <message>
        <source>If Dragonfly has not received the last write within %1, half of the freeze budget, everything is put back.</source>
        <translation>若 Dragonfly 在 %1（冻结时限的一半）内仍未收到最后一次写入，一切都会还原。</translation>
    </message>
    <message>
        <source>&amp;Type the group&apos;s name to confirm</source>
        <translation>输入组名以确认(&amp;T)</translation>
    </message>
    <message>
        <source>The group&apos;s name, as confirmation</source>
        <translation>组名，用于确认</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the group&apos;s name is typed.</source>
        <translation>所有条件均已满足并输入组名后，按钮即可使用。</translation>
    </message>
    <message>
        <source>&amp;Dry run</source>
        <translation>试运行(&amp;D)</translation>
    </message>
    <message>
        <source>Reads every gate anew and says what the switch would do. It sends nothing that changes a setting.</source>
        <translation>重新读取每项条件，并说明切换会做什么。不发送任何会更改设置的内容。</translation>
    </message>
    <message>
        <source>Dry run: every gate is being read anew.</source>
        <translation>试运行：正在重新读取每项条件。</translation>
    </message>
    <message>
        <source>Nothing is sent that changes a setting.</source>
        <translation>不发送任何会更改设置的内容。</translation>
    </message>
    <message>
        <source>The switch freezes the writes on the source, waits until Dragonfly has the last one, and then lets Sentinel promote Dragonfly. Each gate is a condition without which that would not be safe; all are read again just before. Until the failover is sent to Sentinel everything can be put back, from then on it only goes forward. The commands on the right are those that will be sent, to the letter. Choose a gate to see what it was judged by. The dry run reads all of it anew and says what the switch would do.</source>
        <translation>切换会先冻结源上的写入，等待 Dragonfly 收到最后一次写入，然后由 Sentinel 提升 Dragonfly。每项条件都是安全的前提，缺一不可；切换前一刻会再次读取全部条件。在向 Sentinel 发送故障转移之前，一切都可以还原；此后只能继续向前。右侧的命令就是将逐字发送的命令。选择一项条件可查看其判定依据。试运行会重新读取全部内容，并说明切换会做什么。</translation>
    </message>
    <message>
        <source>The switch has changed nothing yet.</source>
        <translation>切换尚未更改任何内容。</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingModel</name>
    <message>
        <source>two</source>
        <translation>两</translation>
    </message>
    <message>
        <source>three</source>
        <translation>三</translation>
    </message>
    <message>
        <source>four</source>
        <translation>四</translation>
    </message>
    <message>
        <source>five</source>
        <translation>五</translation>
    </message>
    <message>
        <source>six</source>
        <translation>六</translation>
    </message>
    <message>
        <source>seven</source>
        <translation>七</translation>
    </message>
    <message>
        <source>eight</source>
        <translation>八</translation>
    </message>
    <message>
        <source>nine</source>
        <translation>九</translation>
    </message>
    <message>
        <source>ten</source>
        <translation>十</translation>
    </message>
    <message>
        <source>eleven</source>
        <translation>十一</translation>
    </message>
    <message>
        <source>twelve</source>
        <translation>十二</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>accepted by %1</source>
        <translation>由 %1 接受</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>阻碍项</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Blockers</source>
        <translation>阻碍项</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Nothing stands in the way of this migration.</source>
        <translation>此次迁移没有任何阻碍。</translation>
    </message>
    <message numerus="yes">
        <source>Nothing blocks this migration, %1 things deserve a look.</source>
        <translation>
            <numerusform>此次迁移没有阻碍，有%1项值得留意。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 things block this migration</source>
        <translation>
            <numerusform>有%1项阻碍此次迁移</numerusform>
        </translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 deserve a look.</source>
        <translation>
            <numerusform>%1，另有%2项值得留意。</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 前</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>one</source>
        <translation>一</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingView</name>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>被拒绝：%1</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>the reply was lost</source>
        <translation>应答丢失</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>重新检查(&amp;G)</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>&amp;Undo the mend…</source>
        <translation>撤销修复(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;Accept…</source>
        <translation>接受(&amp;A)…</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Read with</source>
        <translation>读取命令</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取时间</translation>
    </message>
    <message>
        <source>Why it matters</source>
        <translation>为何重要</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>No finding is chosen</source>
        <translation>未选择检查结果</translation>
    </message>
    <message>
        <source>is being read again…</source>
        <translation>正在重新读取…</translation>
    </message>
    <message>
        <source>by %1: %2</source>
        <translation>由 %1 接受：%2</translation>
    </message>
    <message>
        <source>Ferryman can run this on %1</source>
        <translation>Ferryman 可在 %1 上执行</translation>
    </message>
    <message>
        <source>to be run by hand</source>
        <translation>须手动执行</translation>
    </message>
    <message>
        <source>puts it back as it was</source>
        <translation>恢复原状</translation>
    </message>
    <message>
        <source>by %1, %2</source>
        <translation>由 %1 修复，%2</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>无需修复。</translation>
    </message>
    <message>
        <source>No command mends this by itself; the lines above say what to do.</source>
        <translation>没有可单独修复此项的命令；处理方法见上文。</translation>
    </message>
    <message>
        <source>Ferryman asks the servers again…</source>
        <translation>Ferryman 正在再次询问服务器…</translation>
    </message>
    <message>
        <source>This blocker cannot be accepted: it must be mended.</source>
        <translation>此阻碍项不可接受：必须修复。</translation>
    </message>
    <message>
        <source>Nothing can be mended while a switch or another mend is under way.</source>
        <translation>切换或另一项修复进行期间，无法进行修复。</translation>
    </message>
    <message numerus="yes">
        <source>These commands will be sent to %1. The journal is written first.</source>
        <translation>
            <numerusform>这些命令将发送给 %1。发送之前会先写入操作日志。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing undoes them.</source>
        <translation>
            <numerusform>这些命令无法撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>立即发送(&amp;S)</translation>
    </message>
    <message>
        <source>These commands put back what was mended.</source>
        <translation>这些命令会撤销已作的修复。</translation>
    </message>
    <message>
        <source>The finding stays as it is. Who accepts it, and why, goes into the journal and the report.</source>
        <translation>检查结果保持不变。由谁接受、出于何种理由，会写入操作日志和报告。</translation>
    </message>
    <message>
        <source>Accep&amp;t it</source>
        <translation>接受(&amp;T)</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Run %1 commands…</source>
        <translation>
            <numerusform>执行 %1 条命令(&amp;R)…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FirstTimePanel</name>
    <message>
        <source>First time on this system?</source>
        <translation>首次在此系统上使用？</translation>
    </message>
    <message>
        <source>Ferryman moves a Redis primary that Sentinel manages to Dragonfly, while its clients go on writing. Six steps lead through it: connect, assess, replicate, verify, fail over, report. The first two only read, and whatever changes a server later is shown to you first, as the commands that are sent.</source>
        <translation>Ferryman 将由 Sentinel 管理的 Redis 主节点迁移到 Dragonfly，期间其客户端继续写入。整个过程分为六步：连接、评估、复制、校验、切换、报告。前两步只读取；此后凡会更改服务器的操作，都会先以将要发送的命令的形式向您显示。</translation>
    </message>
    <message>
        <source>Sentinel is where your clients ask which server is the primary. Dragonfly becomes a replica of that primary and takes over its data; until you fail over, no Sentinel can choose it. Then Sentinel itself names Dragonfly, and the clients follow by asking as they always did.</source>
        <translation>您的客户端向 Sentinel 询问哪台服务器是主节点。Dragonfly 会成为该主节点的副本，并接收其数据；在您切换之前，没有 Sentinel 能选择它。随后由 Sentinel 自身认定 Dragonfly，客户端照常询问即可随之转移。</translation>
    </message>
    <message>
        <source>Rehearse it once, with nothing at stake: Ferryman starts a Redis, three Sentinels, a target and writers that count every acknowledged write. It touches nothing but 127.0.0.1 and a temporary folder, and takes a few minutes.</source>
        <translation>请先无风险地预演一次：Ferryman 会启动一个 Redis、三个 Sentinel、一个目标，以及统计每次已确认写入的写入程序。它只触及 127.0.0.1 和一个临时文件夹，需要几分钟。</translation>
    </message>
    <message>
        <source>Start the pract&amp;ice lab</source>
        <translation>启动演练环境(&amp;I)</translation>
    </message>
    <message>
        <source>Opens a window of its own; its journal goes with the lab.</source>
        <translation>在单独的窗口中打开；其操作日志会随演练环境一并清除。</translation>
    </message>
    <message>
        <source>Do not &amp;show this again</source>
        <translation>不再显示(&amp;S)</translation>
    </message>
    <message>
        <source>Settings show it again.</source>
        <translation>可在“设置”中重新显示。</translation>
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
        <translation>选择文件：%1</translation>
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
            <numerusform>条件：已满足 %1 / %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Evidence of the chosen gate</source>
        <translation>所选条件的依据</translation>
    </message>
    <message>
        <source>No gate was read yet</source>
        <translation>尚未读取任何条件</translation>
    </message>
    <message>
        <source>A gate is a condition without which the switch would not be safe. Each stands here with its value, what is wanted, and its age, once replication runs.</source>
        <translation>条件是切换得以安全进行所不可缺少的。复制运行之后，每项条件都会列于此处，附有其值、要求以及读取后经过的时间。</translation>
    </message>
    <message>
        <source>choose one for its evidence</source>
        <translation>选择一项查看依据</translation>
    </message>
</context>
<context>
    <name>ferryman::GateModel</name>
    <message>
        <source>Replication</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 open</source>
        <translation>
            <numerusform>已满足 %1 / %2</numerusform>
        </translation>
    </message>
    <message>
        <source>never read</source>
        <translation>从未读取</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已满足</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>未满足</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Value now</source>
        <translation>当前值</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>距今</translation>
    </message>
</context>
<context>
    <name>ferryman::HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Explain this page</source>
        <translation>说明本页(&amp;E)</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>显示日志(&amp;L)</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>拷贝诊断信息(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;About Ferryman</source>
        <translation>关于 Ferryman(&amp;A)</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断信息</translation>
    </message>
    <message>
        <source>Versions, the plan, the state of every step and the last lines of the log are on the clipboard. Names and addresses of hosts are in it; passwords are not.</source>
        <translation>版本、计划、每一步的状态以及日志的最后几行已拷贝到剪贴板。其中包含主机的名称和地址，不包含密码。</translation>
    </message>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>Ferryman %1 moves a Redis primary under Sentinel to Dragonfly. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Ferryman %1 将 Sentinel 管理的 Redis 主节点迁移到 Dragonfly。本程序是自由软件，采用 GNU 通用公共许可证第 3 版或更新版本。</translation>
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
        <translation>时间</translation>
    </message>
    <message>
        <source>Source offset</source>
        <translation>源偏移量</translation>
    </message>
    <message>
        <source>Dragonfly offset</source>
        <translation>Dragonfly 偏移量</translation>
    </message>
    <message>
        <source>Lag, bytes</source>
        <translation>延迟（字节）</translation>
    </message>
    <message>
        <source>Lag, seconds</source>
        <translation>延迟（秒）</translation>
    </message>
    <message>
        <source>Written, bytes/s</source>
        <translation>写入（字节/秒）</translation>
    </message>
    <message>
        <source>Applied, bytes/s</source>
        <translation>应用（字节/秒）</translation>
    </message>
    <message>
        <source>Source keys</source>
        <translation>源键数</translation>
    </message>
    <message>
        <source>Dragonfly keys</source>
        <translation>Dragonfly 键数</translation>
    </message>
    <message>
        <source>Source memory, bytes</source>
        <translation>源内存（字节）</translation>
    </message>
    <message>
        <source>Dragonfly memory, bytes</source>
        <translation>Dragonfly 内存（字节）</translation>
    </message>
</context>
<context>
    <name>ferryman::HomePage</name>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>Copies plans to this list without opening one.</source>
        <translation>将计划复制到此列表，但不打开。</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>打开计划(&amp;O)…</translation>
    </message>
    <message>
        <source>Opens a plan where it is.</source>
        <translation>在原位置打开计划。</translation>
    </message>
    <message>
        <source>&amp;New migration</source>
        <translation>新迁移(&amp;N)</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>迁移列表</translation>
    </message>
    <message>
        <source>Every migration of this machine: from its journal, or from its plan alone as long as nothing was begun. The journal tells how it stood when it was written last; what is true now, the servers say once it is opened. A switch that a console left open stands first. Duplicate makes a plan with an identity of its own. Delete moves a plan and its journal to the folder “deleted” beside the journals, and never touches a server.</source>
        <translation>本机的所有迁移：读自其操作日志；若尚未开始任何操作，则仅读自其计划。操作日志反映最后一次写入时的状态；当前的实际状态，在打开迁移后由服务器给出。控制台未完成的切换排在最前。“创建副本”会生成一份具有独立标识的计划。“删除”会将计划及其操作日志移至操作日志旁的文件夹“deleted”，绝不触动任何服务器。</translation>
    </message>
    <message>
        <source>On this machine: %1.</source>
        <translation>本机迁移：%1。</translation>
    </message>
    <message>
        <source>On this machine: %1. Left open: %2.</source>
        <translation>本机迁移：%1。未完成：%2。</translation>
    </message>
    <message>
        <source>This is practice: its journal goes with the lab. The migrations of this machine are listed without --practice.</source>
        <translation>这是演练：其操作日志会随演练环境一并清除。不带 --practice 启动，即可列出本机的迁移。</translation>
    </message>
    <message>
        <source>The journals of this machine are being read.</source>
        <translation>正在读取本机的操作日志。</translation>
    </message>
    <message>
        <source>Read servers and &amp;recover</source>
        <translation>读取服务器并恢复(&amp;R)</translation>
    </message>
    <message>
        <source>Open this mi&amp;gration</source>
        <translation>打开此次迁移(&amp;G)</translation>
    </message>
    <message>
        <source>The journal of “%1” does not hold its plan: open the plan&apos;s file.</source>
        <translation>“%1”的操作日志中没有其计划：请打开计划文件。</translation>
    </message>
    <message>
        <source>A replication is being watched</source>
        <translation>正在监视一项复制</translation>
    </message>
    <message>
        <source>“%1” is being replicated. If you open another migration, Dragonfly goes on following the source, and nobody watches it until you open it again.</source>
        <translation>“%1”正在复制。如果打开另一项迁移，Dragonfly 会继续跟随源，但在您再次打开它之前无人监视。</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>留下(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Open the other</source>
        <translation>打开另一项(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Connections…</source>
        <translation>连接(&amp;C)…</translation>
    </message>
    <message>
        <source>Makes, tests, imports and deletes connections that are kept under a name.</source>
        <translation>创建、测试、导入和删除以名称保存的连接。</translation>
    </message>
    <message>
        <source>The plan has the identity of “%1”, which is under way with other servers (group %2, Dragonfly %3): finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>该计划与“%1”标识相同，而后者正在其他服务器上进行（组 %2，Dragonfly %3）：请先完成那次迁移，或从文件中去掉“id”这一行。</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportDialog</name>
    <message>
        <source>password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>消费者组 %1</translation>
    </message>
    <message>
        <source>Import connections</source>
        <translation>导入连接</translation>
    </message>
    <message>
        <source>Choose what is kept. A password is never written to Ferryman&apos;s own files, and a connection that exists is not changed.</source>
        <translation>请选择要保存的内容。密码从不写入 Ferryman 自己的文件，已有的连接不会更改。</translation>
    </message>
    <message>
        <source>Connections that were found</source>
        <translation>找到的连接</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Comes along</source>
        <translation>附带内容</translation>
    </message>
    <message>
        <source>Where the passwords go</source>
        <translation>密码的存放位置</translation>
    </message>
    <message>
        <source>Keep the passwords for this session only</source>
        <translation>密码仅在本次会话期间保留</translation>
    </message>
    <message>
        <source>Store the passwords in the system&apos;s keychain</source>
        <translation>将密码存入系统密钥环</translation>
    </message>
    <message>
        <source>Write certificates and keys as files that you alone can read</source>
        <translation>将证书和私钥写成仅您本人可读的文件</translation>
    </message>
    <message>
        <source>They go to %1. Without them, the connections are kept with no TLS files.</source>
        <translation>它们会写入 %1。若不写入，连接保存时不带 TLS 文件。</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>导入(&amp;I)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>正在询问密钥环；可能需要将其解锁。</translation>
    </message>
    <message>
        <source>Imported: %1. A password that the keychain did not take is kept for this session only.</source>
        <translation>已导入：%1。密钥环未接受的密码仅在本次会话期间保留。</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>没有导入任何内容。</translation>
    </message>
    <message>
        <source>connections: %1</source>
        <translation>连接：%1</translation>
    </message>
    <message>
        <source>Further problems: %1.</source>
        <translation>其他问题：%1。</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportSources</name>
    <message>
        <source>Clipboard</source>
        <translation>剪贴板</translation>
    </message>
    <message>
        <source>Import RedisInsight&apos;s export</source>
        <translation>导入 RedisInsight 的导出文件</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s exports (*.json)</source>
        <translation>RedisInsight 的导出文件 (*.json)</translation>
    </message>
</context>
<context>
    <name>ferryman::LiveStrip</name>
    <message>
        <source>Link</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>up</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>down</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>Offset source</source>
        <translation>源偏移量</translation>
    </message>
    <message>
        <source>Offset Dragonfly</source>
        <translation>Dragonfly 偏移量</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1，%2 秒</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Write rate</source>
        <translation>写入速率</translation>
    </message>
    <message>
        <source>Full syncs</source>
        <translation>全量同步</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 前</translation>
    </message>
    <message>
        <source>Primary of %1</source>
        <translation>%1 的主节点</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
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
        <translation>写入冻结</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>旧主节点</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Acknowledged writes</source>
        <translation>已确认的写入</translation>
    </message>
</context>
<context>
    <name>ferryman::LogModel</name>
    <message>
        <source>Detail</source>
        <translation>详细</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件</translation>
    </message>
</context>
<context>
    <name>ferryman::LogView</name>
    <message>
        <source>&amp;Copy</source>
        <translation>拷贝(&amp;C)</translation>
    </message>
    <message>
        <source>The lines that are selected, or else all that are shown.</source>
        <translation>拷贝选中的行；若未选中，则拷贝显示的所有行。</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Least level that is shown</source>
        <translation>显示的最低级别</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 and worse</source>
        <translation>%1及以上</translation>
    </message>
    <message>
        <source>Words to filter by</source>
        <translation>筛选词</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Lines of the log, the oldest first</source>
        <translation>日志行，最早的在前</translation>
    </message>
    <message>
        <source>No line is of that kind.</source>
        <translation>没有符合条件的行。</translation>
    </message>
    <message>
        <source>Lines: %1. Passwords are never in it.</source>
        <translation>行数：%1。其中从不包含密码。</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>保存日志</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>已保存：%1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
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
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>打开计划(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save plan…</source>
        <translation>保存计划(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Migration</source>
        <translation>迁移(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Back: %1</source>
        <translation>上一步：%1(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Next: %1</source>
        <translation>下一步：%1(&amp;N)</translation>
    </message>
    <message>
        <source>The plan cannot be used</source>
        <translation>无法使用该计划</translation>
    </message>
    <message>
        <source>Open plan</source>
        <translation>打开计划</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>计划 (*.json)</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>保存计划</translation>
    </message>
    <message>
        <source>The plan was not saved</source>
        <translation>计划未保存</translation>
    </message>
    <message>
        <source>Journal on disk, rows: %1</source>
        <translation>操作日志已落盘，行数：%1</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>设置(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Topology in its own window</source>
        <translation>在单独窗口中显示拓扑(&amp;T)</translation>
    </message>
    <message>
        <source>Switch of %1: %2 – Ferryman</source>
        <translation>%1 的切换：%2 – Ferryman</translation>
    </message>
    <message>
        <source>A person is needed – Ferryman</source>
        <translation>需要人工处理 – Ferryman</translation>
    </message>
    <message>
        <source>The practice lab cannot be started.</source>
        <translation>无法启动演练环境。</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationModel</name>
    <message>
        <source>full sync</source>
        <translation>全量同步</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>正在追赶</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>稳定</translation>
    </message>
    <message>
        <source>link down</source>
        <translation>连接断开</translation>
    </message>
    <message>
        <source>endless full syncs</source>
        <translation>无休止的全量同步</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>受阻</translation>
    </message>
    <message>
        <source>needs a look</source>
        <translation>需要查看</translation>
    </message>
    <message>
        <source>replicating</source>
        <translation>正在复制</translation>
    </message>
    <message>
        <source>switching</source>
        <translation>正在切换</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>需要人工处理</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>已中止</translation>
    </message>
    <message>
        <source>migrated</source>
        <translation>已迁移</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>plan saved</source>
        <translation>计划已保存</translation>
    </message>
    <message>
        <source>nothing is open</source>
        <translation>没有未完成的内容</translation>
    </message>
    <message>
        <source>open blockers: %1</source>
        <translation>未解决的阻碍项：%1</translation>
    </message>
    <message>
        <source>settings not put back: %1</source>
        <translation>未还原的设置：%1</translation>
    </message>
    <message>
        <source>switch begun</source>
        <translation>切换已开始</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>处于“%1”</translation>
    </message>
    <message>
        <source>stopped in %1</source>
        <translation>停在“%1”</translation>
    </message>
    <message>
        <source>switch ended open</source>
        <translation>切换结束但未完成</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>已还原</translation>
    </message>
    <message>
        <source>writes frozen for %1</source>
        <translation>写入冻结了 %1</translation>
    </message>
    <message>
        <source>Dragonfly is primary</source>
        <translation>Dragonfly 是主节点</translation>
    </message>
    <message>
        <source>journal cannot be read</source>
        <translation>无法读取操作日志</translation>
    </message>
    <message>
        <source>Enter Dragonfly</source>
        <translation>输入 Dragonfly</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Mend the blockers</source>
        <translation>修复阻碍项</translation>
    </message>
    <message>
        <source>Put them back</source>
        <translation>还原设置</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Wait for steady</source>
        <translation>等待稳定</translation>
    </message>
    <message>
        <source>Go on in its console</source>
        <translation>在其控制台中继续</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Read why</source>
        <translation>查看原因</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Put settings back</source>
        <translation>还原设置</translation>
    </message>
    <message>
        <source>Remove old primary</source>
        <translation>移除旧主节点</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚未知</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>The primary at the start</source>
        <translation>开始时的主节点</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>最近事件</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>replication stopped</source>
        <translation>复制已停止</translation>
    </message>
    <message>
        <source>no blocker is open</source>
        <translation>没有未解决的阻碍项</translation>
    </message>
    <message>
        <source>%1, data verified</source>
        <translation>%1，数据已校验</translation>
    </message>
    <message>
        <source>%1, data differs</source>
        <translation>%1，数据有差异</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Mend the differences</source>
        <translation>修复差异</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>切换</translation>
    </message>
    <message>
        <source>put back, Dragonfly follows</source>
        <translation>已还原，Dragonfly 仍在跟随</translation>
    </message>
    <message>
        <source>Go on or release</source>
        <translation>继续或释放</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) ended on %3 and needs a person.</source>
        <translation>“%1”（组 %2）的切换于 %3 结束，需要人工处理。</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3: the source may refuse writes.</source>
        <translation>“%1”（组 %2）的切换于 %3 中断，尚未完成：源可能拒绝写入。</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3, before the freeze: the source takes writes, but settings stand changed.</source>
        <translation>“%1”（组 %2）的切换于 %3 在冻结之前中断，尚未完成：源接受写入，但仍有已更改的设置。</translation>
    </message>
    <message>
        <source>“%1” was migrated on %2, and settings were not put back: %3.</source>
        <translation>“%1”已于 %2 迁移，但有设置未还原：%3。</translation>
    </message>
    <message>
        <source>The switch of “%1” was aborted on %2 and put back: Dragonfly still follows the source, and nobody watches it.</source>
        <translation>“%1”的切换于 %2 中止并已还原：Dragonfly 仍在跟随源，但无人监视。</translation>
    </message>
    <message>
        <source>“%1” was left on %2: Dragonfly follows the source, and nobody watches it.</source>
        <translation>“%1”于 %2 中断：Dragonfly 仍在跟随源，但无人监视。</translation>
    </message>
    <message>
        <source>The migration “%1” was left on %2 with settings changed.</source>
        <translation>迁移“%1”于 %2 中断，仍有已更改的设置。</translation>
    </message>
    <message>
        <source>Open its plan with File, Open plan. Its journal: %1</source>
        <translation>请通过“文件”、“打开计划”打开其计划。其操作日志：%1</translation>
    </message>
    <message>
        <source>Once that is done, Delete takes it off this list.</source>
        <translation>处理完成后，可用“删除”将其从此列表中移除。</translation>
    </message>
    <message>
        <source>Then let Ferryman ask all servers what is true, and finish.</source>
        <translation>然后让 Ferryman 向所有服务器查询实际状态，并完成切换。</translation>
    </message>
    <message>
        <source>Ferryman first asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Ferryman 先向所有服务器查询实际状态，然后完成切换或还原一切。</translation>
    </message>
    <message>
        <source>The console stopped in %1.</source>
        <translation>控制台停在“%1”阶段。</translation>
    </message>
    <message>
        <source>Open it and go through Connect. Then go on with it, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>请将其打开，并完成“连接”。然后继续，或释放 Dragonfly：“复制”中的“停止复制”。</translation>
    </message>
    <message>
        <source>Open it, and go through Connect: what is open is named there.</source>
        <translation>请将其打开，并完成“连接”：未完成的内容会在那里列出。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationTable</name>
    <message>
        <source>All migrations</source>
        <translation>所有迁移</translation>
    </message>
    <message>
        <source>Enter opens, Ctrl+D duplicates, Del deletes the plan, never data</source>
        <translation>Enter 打开，Ctrl+D 创建副本，Del 删除计划，绝不删除数据</translation>
    </message>
    <message>
        <source>Filter the migrations</source>
        <translation>筛选迁移</translation>
    </message>
    <message>
        <source>Filter by name, group, host</source>
        <translation>按名称、组、主机筛选</translation>
    </message>
    <message>
        <source>O&amp;pen</source>
        <translation>打开(&amp;P)</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>创建副本(&amp;U)</translation>
    </message>
    <message>
        <source>E&amp;xport plan…</source>
        <translation>导出计划(&amp;X)…</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>删除(&amp;L)…</translation>
    </message>
    <message>
        <source>No migration has these words in its name, group or servers.</source>
        <translation>没有名称、组或服务器中包含这些字词的迁移。</translation>
    </message>
    <message>
        <source>Press “New migration” and enter any one Sentinel and Dragonfly, or open a plan.</source>
        <translation>请按“新建迁移”并输入任意一个 Sentinel 和 Dragonfly，或打开一个计划。</translation>
    </message>
    <message>
        <source>To rehearse the whole switch first, on servers that Ferryman starts on this machine, start it with “ferryman --practice”.</source>
        <translation>要先在 Ferryman 于本机启动的服务器上演练整个切换，请用“ferryman --practice”启动。</translation>
    </message>
    <message>
        <source>No migration yet</source>
        <translation>尚无迁移</translation>
    </message>
</context>
<context>
    <name>ferryman::NodePane</name>
    <message>
        <source>Copy what is known of this server</source>
        <translation>拷贝此服务器的已知信息</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>关闭详细信息</translation>
    </message>
    <message>
        <source>Details and INFO</source>
        <translation>详细信息和 INFO</translation>
    </message>
    <message>
        <source>INFO is being read</source>
        <translation>正在读取 INFO</translation>
    </message>
    <message>
        <source>INFO as of %1</source>
        <translation>%1 的 INFO</translation>
    </message>
    <message>
        <source>INFO cannot be read</source>
        <translation>无法读取 INFO</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
</context>
<context>
    <name>ferryman::OldPrimaryPanel</name>
    <message>
        <source>Old primary</source>
        <translation>旧主节点</translation>
    </message>
    <message>
        <source>Keep it until Dragonfly has written its first snapshot and you are sure. Then send it:</source>
        <translation>请保留它，直到 Dragonfly 写出首个快照且您确认无误。然后向它发送：</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>拷贝(&amp;C)</translation>
    </message>
    <message>
        <source>Going back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>&amp;Show the steps</source>
        <translation>显示步骤(&amp;S)</translation>
    </message>
    <message>
        <source>Copy the command that shuts the old primary down</source>
        <translation>拷贝用于关闭旧主节点的命令</translation>
    </message>
    <message>
        <source>Show the steps of going back</source>
        <translation>显示退回的步骤</translation>
    </message>
    <message>
        <source>It is the primary as before.</source>
        <translation>它仍是主节点，与先前相同。</translation>
    </message>
    <message>
        <source>%1 is parked: it refuses every write, no Sentinel chooses it, and its data are as they were at the freeze.</source>
        <translation>%1 已封存：它拒绝一切写入，没有 Sentinel 会选择它，其数据保持冻结时的状态。</translation>
    </message>
    <message>
        <source>%1 was shut down; its data are saved as they were at the freeze.</source>
        <translation>%1 已关闭；其数据已按冻结时的状态保存。</translation>
    </message>
    <message>
        <source>%1 is a read-only replica of nobody; its data are as they were at the freeze.</source>
        <translation>%1 是不跟随任何节点的只读副本；其数据保持冻结时的状态。</translation>
    </message>
    <message>
        <source>Which server is the primary, the Sentinels must say: see the timeline, and what is still to be put back.</source>
        <translation>哪台服务器是主节点，须由 Sentinel 认定：请查看时间线，以及仍待还原的内容。</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly: going back loses every write since the switch, unless it is copied by other means.</source>
        <translation>Redis 无法跟随 Dragonfly：退回会丢失切换之后的全部写入，除非以其他方式复制过去。</translation>
    </message>
    <message>
        <source>Some settings may still be changed; the report has the commands that put them back.</source>
        <translation>部分设置可能仍处于更改状态；报告中有用于还原的命令。</translation>
    </message>
</context>
<context>
    <name>ferryman::PlanActions</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（副本）</translation>
    </message>
    <message>
        <source>Export plan</source>
        <translation>导出计划</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>计划 (*.json)</translation>
    </message>
    <message>
        <source>Import plans</source>
        <translation>导入计划</translation>
    </message>
    <message>
        <source>%1 is not imported: it is the plan of “%2”, which is under way. Finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>%1 未导入：它是正在进行的“%2”的计划。请先完成那次迁移，或从文件中去掉“id”这一行。</translation>
    </message>
    <message>
        <source>“%1” is open: its journal says what stands changed on the servers. Open it and finish it first.</source>
        <translation>“%1”尚未完成：服务器上仍有哪些更改，均记在其操作日志中。请先将其打开并完成。</translation>
    </message>
    <message>
        <source>“%1” is open: Dragonfly follows the source. Open it and finish it first, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>“%1”尚未完成：Dragonfly 正在跟随源。请先将其打开并完成，或释放 Dragonfly：“复制”中的“停止复制”。</translation>
    </message>
    <message>
        <source>A console works on “%1”: end it there first.</source>
        <translation>有控制台正在处理“%1”：请先在那边将其结束。</translation>
    </message>
    <message>
        <source>A switch is under way: delete once it has ended.</source>
        <translation>切换正在进行：请在其结束后再删除。</translation>
    </message>
    <message>
        <source>Its plan and journal move to the folder “deleted” beside the journals.</source>
        <translation>其计划和操作日志会移至操作日志旁的文件夹“deleted”。</translation>
    </message>
    <message>
        <source>The file %1 stays where it is.</source>
        <translation>文件 %1 保留在原位置。</translation>
    </message>
    <message>
        <source>Nothing changes on any server.</source>
        <translation>任何服务器上都不作更改。</translation>
    </message>
    <message>
        <source>Delete a migration</source>
        <translation>删除迁移</translation>
    </message>
    <message>
        <source>Delete “%1” from this list?</source>
        <translation>要从此列表中删除“%1”吗？</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ferryman::ProfileForm</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>of a Sentinel only</source>
        <translation>仅用于 Sentinel</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>私钥</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>服务器名</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>与 URL 相同</translation>
    </message>
    <message>
        <source>%1, a PEM file for rediss:// URLs</source>
        <translation>%1，用于 rediss:// URL 的 PEM 文件</translation>
    </message>
    <message>
        <source>PEM, for rediss://</source>
        <translation>PEM，用于 rediss://</translation>
    </message>
    <message>
        <source>Where the password comes from</source>
        <translation>密码的来源</translation>
    </message>
    <message>
        <source>For this session only</source>
        <translation>仅限本次会话</translation>
    </message>
    <message>
        <source>In the system&apos;s keychain</source>
        <translation>系统密钥环</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>条目</translation>
    </message>
    <message>
        <source>Name of the environment variable</source>
        <translation>环境变量的名称</translation>
    </message>
    <message>
        <source>Name of the keychain&apos;s entry</source>
        <translation>密钥环中条目的名称</translation>
    </message>
    <message>
        <source>as the name above</source>
        <translation>与上面的名称相同</translation>
    </message>
    <message>
        <source>as it is kept there</source>
        <translation>与密钥环中保存的相同</translation>
    </message>
    <message>
        <source>kept until Ferryman ends</source>
        <translation>保留到 Ferryman 退出</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ferryman::ReplicatePage</name>
    <message>
        <source>S&amp;top replication…</source>
        <translation>停止复制(&amp;T)…</translation>
    </message>
    <message>
        <source>Start a&amp;gain…</source>
        <translation>重新开始(&amp;G)…</translation>
    </message>
    <message>
        <source>Stop the replication?</source>
        <translation>要停止复制吗？</translation>
    </message>
    <message>
        <source>Sto&amp;p replication</source>
        <translation>停止复制(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Keep replicating</source>
        <translation>继续复制(&amp;K)</translation>
    </message>
    <message>
        <source>What will be sent to Dragonfly, literally</source>
        <translation>将逐字发送给 Dragonfly 的内容</translation>
    </message>
    <message>
        <source>Commands that start the replication</source>
        <translation>启动复制的命令</translation>
    </message>
    <message>
        <source>The commands stand here once every connection of step 1 works.</source>
        <translation>第 1 步的所有连接正常之后，命令会显示在此处。</translation>
    </message>
    <message>
        <source>Nothing is changed on the source. It makes one snapshot for Dragonfly, for which it forks and needs memory for what is written meanwhile; its clients are not affected.</source>
        <translation>源上不作任何更改。源会为 Dragonfly 制作一次快照，为此须 fork，并需要内存来容纳期间写入的内容；其客户端不受影响。</translation>
    </message>
    <message>
        <source>&amp;Start replication</source>
        <translation>启动复制(&amp;S)</translation>
    </message>
    <message>
        <source>Keys loaded</source>
        <translation>已加载的键</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary now.</source>
        <translation>Dragonfly %1 现在是主节点。</translation>
    </message>
    <message>
        <source>The replication has done its work: the switch is over.</source>
        <translation>复制已完成使命：切换已经结束。</translation>
    </message>
    <message>
        <source>Dragonfly becomes a replica of the source, while clients go on as before.</source>
        <translation>Dragonfly 成为源的副本，客户端照常工作。</translation>
    </message>
    <message>
        <source>Dragonfly %1 follows %2. Clients are not affected, and Sentinel cannot choose Dragonfly yet.</source>
        <translation>Dragonfly %1 正在跟随 %2。客户端不受影响，且 Sentinel 尚不能选择 Dragonfly。</translation>
    </message>
    <message>
        <source>Starting: the commands are being sent.</source>
        <translation>正在启动：命令正在发送。</translation>
    </message>
    <message>
        <source>Replication would not end: full sync after full sync.</source>
        <translation>复制无法完成：全量同步一次接着一次。</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. Starting deletes all of them.</source>
        <translation>
            <numerusform>Dragonfly 中有 %1 个键。启动会将其全部删除。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Replace the %1 keys on Dragonfly</source>
        <translation>
            <numerusform>替换 Dragonfly 上的 %1 个键(&amp;R)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load: %1 of %2 keys</source>
        <translation>
            <numerusform>加载：%1 / %2 个键</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 键/秒</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>已用 %1</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>约剩 %1</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Replication goes on while you work on the next pages.</source>
        <translation>您在后续页面操作时，复制会继续进行。</translation>
    </message>
    <message>
        <source>The next step opens after %1 s of unbroken steady replication.</source>
        <translation>复制连续稳定 %1 秒后，下一步即可使用。</translation>
    </message>
    <message>
        <source>Dragonfly is sent REPLICAOF NO ONE, and every Sentinel SENTINEL RESET, so that none attaches it again. It keeps what it has loaded, but starting again begins with a new full sync. Clients are not affected.</source>
        <translation>会向 Dragonfly 发送 REPLICAOF NO ONE，并向每个 Sentinel 发送 SENTINEL RESET，以免有 Sentinel 再次接入它。已加载的内容会保留，但重新开始时会进行新的全量同步。客户端不受影响。</translation>
    </message>
    <message numerus="yes">
        <source>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</source>
        <translation>
            <numerusform>%1 此间最大延迟 %2。采样 %3 次，缺失 %4 次。</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is made a replica of the source by the address that Sentinel uses. First it loads a snapshot (full sync), then it receives every write. It is steady when the link is up and the lag, in bytes and in seconds, has stayed below the plan&apos;s limits for long enough. The charts show both sides. In a chart, Left and Right read the values at one moment, Plus and Minus zoom, Shift with Left and Right moves through time, End leads back to live; the mouse does the same by its wheel, by dragging and by a double-click. The button Table shows all values as text, and Export writes them as a file.</source>
        <translation>Dragonfly 会以 Sentinel 使用的地址成为源的副本。它先加载快照（全量同步），然后接收每次写入。连接正常，且以字节和秒计的延迟在计划的阈值以下保持足够长的时间，复制即为稳定。图表显示两端。在图表中，左、右方向键读取某一时刻的数值，加号键和减号键缩放，Shift 加左、右方向键沿时间移动，End 键返回实时；使用鼠标时，可用滚轮、拖动和双击完成同样的操作。“表格”按钮以文本显示全部数值，“导出”将其写为文件。</translation>
    </message>
</context>
<context>
    <name>ferryman::ReportFiles</name>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>&amp;Open the folder</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>report.pdf is being made…</source>
        <translation>正在生成 report.pdf…</translation>
    </message>
    <message>
        <source>Not exported yet.</source>
        <translation>尚未导出。</translation>
    </message>
    <message numerus="yes">
        <source>Made of %1 rows of the journal; the last one&apos;s hash: %2</source>
        <translation>
            <numerusform>由操作日志的 %1 行生成；最后一行的哈希值：%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReportPage</name>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>写入中断</translation>
    </message>
    <message>
        <source>Acknowledged writes lost</source>
        <translation>丢失的已确认写入</translation>
    </message>
    <message>
        <source>Primary now</source>
        <translation>当前主节点</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>报告文件夹</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>报告已写出。</translation>
    </message>
    <message>
        <source>The switch is done. The report is being made; in practice every acknowledged write is looked for first.</source>
        <translation>切换已完成。正在生成报告；演练时会先查找每次已确认的写入。</translation>
    </message>
    <message>
        <source>The journal begins with the replication.</source>
        <translation>操作日志从复制开始时记起。</translation>
    </message>
    <message>
        <source>Sentinels that agree: %1</source>
        <translation>一致的 Sentinel：%1</translation>
    </message>
    <message>
        <source>Journal: %1, rows: %2</source>
        <translation>操作日志：%1，行数：%2</translation>
    </message>
    <message>
        <source>Make a&amp;gain</source>
        <translation>重新生成(&amp;G)</translation>
    </message>
    <message>
        <source>Sections of the report</source>
        <translation>报告的各部分</translation>
    </message>
    <message>
        <source>Frozen at offset %1; Dragonfly had %2 when it was promoted.</source>
        <translation>冻结在偏移量 %1；Dragonfly 被提升时为 %2。</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>The last %1. All of them stand in the exported report.</source>
        <translation>最后 %1 条。全部内容见导出的报告。</translation>
    </message>
    <message>
        <source>The journal was altered, so this report proves nothing.</source>
        <translation>操作日志已被改动，因此本报告不能证明任何内容。</translation>
    </message>
    <message>
        <source>The report was written; the PDF is being made.</source>
        <translation>报告已写出；正在生成 PDF。</translation>
    </message>
    <message>
        <source>The report holds findings and who accepted them, charts, gates, the timeline to the millisecond, servers before and after, every command with its reply, and how to go back. Passwords are never in it. The journal&apos;s rows are chained by hashes, and the report bears the last one: “ferrymanctl report PLAN --report FOLDER --verify” proves that neither was altered. “Export” writes HTML, PDF, Markdown and JSON.</source>
        <translation>报告包含检查结果及其接受者、图表、条件、精确到毫秒的时间线、切换前后的服务器、每条命令及其应答，以及退回的方法。报告中从不包含密码。操作日志的各行以哈希值相链，报告载有最后一个哈希值：“ferrymanctl report PLAN --report FOLDER --verify”可证明两者均未被改动。“导出”会写出 HTML、PDF、Markdown 和 JSON。</translation>
    </message>
    <message>
        <source>There is nothing to report yet</source>
        <translation>尚无可报告的内容</translation>
    </message>
    <message>
        <source>The report is made when the switch has ended; “Make again” makes one of what there is.</source>
        <translation>报告在切换结束后生成；“重新生成”会以现有内容生成一份。</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same.</source>
        <translation>仅由操作日志生成；以后可随时重新生成，内容相同。</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same. The record is exported in English, so that anybody can read it; %1 and the PDF are in your language.</source>
        <translation>仅由操作日志生成；以后可随时重新生成，内容相同。正本以英文导出，以便任何人都能阅读；%1 和 PDF 使用您的语言。</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>结束于 %1</translation>
    </message>
    <message>
        <source>The data were not compared.</source>
        <translation>数据未作比较。</translation>
    </message>
    <message>
        <source>The report is being made</source>
        <translation>正在生成报告</translation>
    </message>
</context>
<context>
    <name>ferryman::SentinelSetupView</name>
    <message>
        <source>The source and its group</source>
        <translation>源及其组</translation>
    </message>
    <message>
        <source>URL of the source</source>
        <translation>源的 URL</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>源的密码</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>组名</translation>
    </message>
    <message>
        <source>Sentinels, with commas between them</source>
        <translation>Sentinel，以逗号分隔</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Sentinel 的密码</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>仅在本次会话期间保存在内存中。</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>法定票数</translation>
    </message>
    <message>
        <source>down-after-milliseconds</source>
        <translation>down-after-milliseconds</translation>
    </message>
    <message>
        <source>failover-timeout, ms</source>
        <translation>failover-timeout，毫秒</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to a source with Sentinels</source>
        <translation>返回到有 Sentinel 的源</translation>
    </message>
    <message>
        <source>Either start new Sentinels</source>
        <translation>可以启动新的 Sentinel</translation>
    </message>
    <message>
        <source>Sentinel whose file is shown</source>
        <translation>所显示文件对应的 Sentinel</translation>
    </message>
    <message>
        <source>&amp;Save one file for each…</source>
        <translation>为每个保存一个文件(&amp;S)…</translation>
    </message>
    <message>
        <source>They &amp;run now</source>
        <translation>它们已在运行(&amp;R)</translation>
    </message>
    <message>
        <source>Or register the group on Sentinels that run already</source>
        <translation>或在已运行的 Sentinel 上注册该组</translation>
    </message>
    <message>
        <source>Register the &amp;group…</source>
        <translation>注册该组(&amp;G)…</translation>
    </message>
    <message>
        <source>Then have every client ask Sentinel</source>
        <translation>然后让每个客户端询问 Sentinel</translation>
    </message>
    <message>
        <source>Client library</source>
        <translation>客户端库</translation>
    </message>
    <message>
        <source>How it connects</source>
        <translation>连接方式</translation>
    </message>
    <message>
        <source>Our clients ask Sentinel</source>
        <translation>我们的客户端会询问 Sentinel</translation>
    </message>
    <message>
        <source>G&amp;o on with this group</source>
        <translation>以该组继续(&amp;O)</translation>
    </message>
    <message>
        <source>Nothing was sent yet.</source>
        <translation>尚未发送任何内容。</translation>
    </message>
    <message>
        <source>Give the source and the Sentinels that shall watch it.</source>
        <translation>请提供源，以及将监视它的 Sentinel。</translation>
    </message>
    <message>
        <source>Save the files in</source>
        <translation>文件保存位置</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 files are in %2.</source>
        <translation>
            <numerusform>%1 个文件已保存在 %2 中。</numerusform>
        </translation>
    </message>
    <message>
        <source>These commands will be sent to each of %1. A Sentinel that watches this source already gets the settings alone. SENTINEL REMOVE %2 undoes it.</source>
        <translation>这些命令将发送给 %1 中的每一个。已在监视该源的 Sentinel 只会收到设置。可用 SENTINEL REMOVE %2 撤销。</translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>立即发送(&amp;S)</translation>
    </message>
    <message>
        <source>Stands here once source, group and Sentinels are given.</source>
        <translation>给出源、组和各 Sentinel 之后，会显示在此处。</translation>
    </message>
    <message>
        <source>Stands here once group and Sentinels are given.</source>
        <translation>给出组和各 Sentinel 之后，会显示在此处。</translation>
    </message>
</context>
<context>
    <name>ferryman::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>&amp;Restore all defaults</source>
        <translation>恢复全部默认值(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>选择：%1</translation>
    </message>
    <message>
        <source>“%1” is no folder&apos;s whole path: %2 stays as it was.</source>
        <translation>“%1”不是文件夹的完整路径：“%2”保持不变。</translation>
    </message>
</context>
<context>
    <name>ferryman::StageRow</name>
    <message>
        <source>to come</source>
        <translation>待进行</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>in trouble</source>
        <translation>异常</translation>
    </message>
</context>
<context>
    <name>ferryman::StepRail</name>
    <message>
        <source>New migration</source>
        <translation>新迁移</translation>
    </message>
    <message>
        <source>no group yet</source>
        <translation>尚无组</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>组 %1</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>迁移列表</translation>
    </message>
    <message>
        <source>%1, left open: %2</source>
        <translation>%1，未完成：%2</translation>
    </message>
    <message>
        <source>on this machine: %1</source>
        <translation>本机：%1</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchTimeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>拷贝(&amp;Y)</translation>
    </message>
    <message>
        <source>Copy the timeline</source>
        <translation>拷贝时间线</translation>
    </message>
    <message>
        <source>Timeline of the switch</source>
        <translation>切换的时间线</translation>
    </message>
    <message>
        <source>by this computer&apos;s clock; rows without a phase are Sentinel&apos;s own events</source>
        <translation>按本机时钟；无阶段的行是 Sentinel 自身的事件</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchView</name>
    <message>
        <source>Write freeze</source>
        <translation>写入冻结</translation>
    </message>
    <message>
        <source>Promoted after</source>
        <translation>提升用时</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>&amp;Abort</source>
        <translation>中止(&amp;A)</translation>
    </message>
    <message>
        <source>Freeze budget used</source>
        <translation>已用的冻结时限</translation>
    </message>
    <message>
        <source>from the freeze to the first write that Dragonfly could take; allowed were %1</source>
        <translation>从冻结到 Dragonfly 可以接受首次写入；允许 %1</translation>
    </message>
    <message>
        <source>after SENTINEL FAILOVER was sent</source>
        <translation>自发送 SENTINEL FAILOVER 起</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 / %2 一致</numerusform>
        </translation>
    </message>
    <message>
        <source>all of them after %1</source>
        <translation>全部一致用时 %1</translation>
    </message>
    <message>
        <source>not drained</source>
        <translation>未追平</translation>
    </message>
    <message>
        <source>frozen at %1</source>
        <translation>冻结在 %1</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>frozen at %1, Dragonfly had %2</source>
        <translation>冻结在 %1，Dragonfly 为 %2</translation>
    </message>
    <message>
        <source>The failover was sent to Sentinel: from there it only goes forward.</source>
        <translation>故障转移已发送给 Sentinel：从此只能继续向前。</translation>
    </message>
    <message>
        <source>Puts everything back that the switch has changed.</source>
        <translation>还原切换所作的全部更改。</translation>
    </message>
    <message>
        <source>%1 Until %2 at the latest: %3 left.</source>
        <translation>%1 最迟到 %2：剩余 %3。</translation>
    </message>
    <message>
        <source>Writes waited for %1 of at most %2</source>
        <translation>写入等待了 %1，上限 %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, %2 left</source>
        <translation>写入等待中：已过 %1，剩余 %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, the budget was %2</source>
        <translation>写入等待中：已过 %1，时限为 %2</translation>
    </message>
    <message>
        <source>Waiting for the best moment: %1 s. %2</source>
        <translation>正在等待最佳时刻：%1 秒。%2</translation>
    </message>
</context>
<context>
    <name>ferryman::TimeChart</name>
    <message>
        <source>no value</source>
        <translation>无数值</translation>
    </message>
    <message>
        <source>%1 The table shows all values.</source>
        <translation>%1表格显示全部数值。</translation>
    </message>
</context>
<context>
    <name>ferryman::TimelineModel</name>
    <message>
        <source>From here there is no way back: the failover was sent to Sentinel, and the switch only goes forward.</source>
        <translation>从此不可回退：故障转移已发送给 Sentinel，切换只能继续向前。</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>自冻结起</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyPicture</name>
    <message>
        <source>nobody</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康状态</translation>
    </message>
    <message>
        <source>in TILT: takes no decision</source>
        <translation>处于 TILT：不作任何决定</translation>
    </message>
    <message>
        <source>fails over: %1</source>
        <translation>正在进行故障转移：%1</translation>
    </message>
    <message>
        <source>names %1</source>
        <translation>认定 %1</translation>
    </message>
    <message>
        <source>epoch %1, %2 ms</source>
        <translation>纪元 %1，%2 毫秒</translation>
    </message>
    <message>
        <source>Names as primary</source>
        <translation>认定的主节点</translation>
    </message>
    <message>
        <source>Agrees with</source>
        <translation>与之一致的 Sentinel</translation>
    </message>
    <message>
        <source>Configuration epoch</source>
        <translation>配置纪元</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>法定票数</translation>
    </message>
    <message>
        <source>Other Sentinels known to it</source>
        <translation>它所知晓的其他 Sentinel</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返时间</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>Failover state</source>
        <translation>故障转移状态</translation>
    </message>
    <message>
        <source>Its own role</source>
        <translation>自身的角色</translation>
    </message>
    <message>
        <source>replica of %1</source>
        <translation>%1 的副本</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>主节点</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>偏移量</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>询问时间</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>连接断开</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>延迟 %1</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>优先级 %1</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>held for down</source>
        <translation>被判定下线</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>旧主节点</translation>
    </message>
    <message>
        <source>a read-only replica</source>
        <translation>只读副本</translation>
    </message>
    <message>
        <source>left the group</source>
        <translation>已离开该组</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>主节点</translation>
    </message>
    <message>
        <source>demoted</source>
        <translation>已降级</translation>
    </message>
    <message>
        <source>takes writes</source>
        <translation>接受写入</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>Sentinels that name it</source>
        <translation>认定它的 Sentinel</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>frozen: writes wait</source>
        <translation>已冻结：写入等待</translation>
    </message>
    <message>
        <source>Primary: Dragonfly</source>
        <translation>主节点：Dragonfly</translation>
    </message>
    <message>
        <source>named by %1 of %2</source>
        <translation>%2 个中有 %1 个认定它</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>已提升</translation>
    </message>
    <message>
        <source>is being promoted</source>
        <translation>正在提升</translation>
    </message>
    <message>
        <source>follows, priority %1</source>
        <translation>正在跟随，优先级 %1</translation>
    </message>
    <message>
        <source>follows %1</source>
        <translation>正在跟随 %1</translation>
    </message>
    <message>
        <source>not attached</source>
        <translation>未接入</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>Named by %1 of %2 Sentinels: %3</source>
        <translation>
            <numerusform>%2 个 Sentinel 中有 %1 个认定：%3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyView</name>
    <message>
        <source>Topology</source>
        <translation>拓扑</translation>
    </message>
    <message>
        <source>Nothing was read yet. Enter any one Sentinel and Dragonfly, then press “Read and test”.</source>
        <translation>尚未读取任何内容。请输入任意一个 Sentinel 和 Dragonfly，然后按“读取并测试”。</translation>
    </message>
    <message>
        <source>The Sentinels are being asked for the primary, its replicas and each other.</source>
        <translation>正在向各 Sentinel 询问主节点、其副本以及彼此的信息。</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyWindow</name>
    <message>
        <source>Topology</source>
        <translation>拓扑</translation>
    </message>
    <message>
        <source>Switch: %1. %2</source>
        <translation>切换：%1。%2</translation>
    </message>
</context>
<context>
    <name>ferryman::Unattended</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>无法创建文件夹 %1。</translation>
    </message>
    <message>
        <source>All six steps were gone through; Dragonfly %1 is the primary.</source>
        <translation>六个步骤均已完成；Dragonfly %1 是主节点。</translation>
    </message>
    <message>
        <source>The picture %1 cannot be written.</source>
        <translation>无法写入图片 %1。</translation>
    </message>
    <message>
        <source>The step &quot;%1&quot; did not come to its end within %2 s.</source>
        <translation>步骤“%1”未在 %2 秒内结束。</translation>
    </message>
    <message>
        <source>The button &quot;%1&quot; cannot be pressed.</source>
        <translation>无法按下按钮“%1”。</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; cannot be filled.</source>
        <translation>无法填写输入框“%1”。</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyControls</name>
    <message>
        <source>a sample of %1</source>
        <translation>样本：%1 个键</translation>
    </message>
    <message>
        <source>any number of keys/s</source>
        <translation>键/秒不限</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 键/秒</numerusform>
        </translation>
    </message>
    <message>
        <source>any number of MB/s</source>
        <translation>MB/s 不限</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比较的内容</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>每秒最多键数</translation>
    </message>
    <message>
        <source>Most bytes a second</source>
        <translation>每秒最多字节数</translation>
    </message>
    <message>
        <source>Server that is read as the source</source>
        <translation>作为源读取的服务器</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>读取自</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>每个键</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>不超过</translation>
    </message>
    <message>
        <source>the primary</source>
        <translation>主节点</translation>
    </message>
    <message>
        <source>Keys on both servers, with every value, type and expiry, while writes go on.</source>
        <translation>两端服务器上的键，包括每个值、类型和过期时间，写入照常进行。</translation>
    </message>
    <message>
        <source>If none differs it will say: “%1”</source>
        <translation>若均无差异，将显示：“%1”</translation>
    </message>
    <message>
        <source>Keys drawn at random; what they say of all is told in a sentence.</source>
        <translation>随机抽取的键；结果会用一句话说明它们对全体的意义。</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyCountsView</name>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>已比较</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>有差异</translation>
    </message>
    <message>
        <source>Kind of difference</source>
        <translation>差异种类</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Keys by type</source>
        <translation>按类型统计的键</translation>
    </message>
    <message>
        <source>Differences by their kind</source>
        <translation>按种类统计的差异</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyFigures</name>
    <message>
        <source>Keys compared</source>
        <translation>已比较的键</translation>
    </message>
    <message>
        <source>Keys a second</source>
        <translation>每秒键数</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>of %1, %2 %</source>
        <translation>共 %1，完成 %2%</translation>
    </message>
    <message>
        <source>read: %1</source>
        <translation>已读取：%1</translation>
    </message>
    <message>
        <source>on average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>约剩 %1</translation>
    </message>
    <message>
        <source>time left not known</source>
        <translation>剩余时间未知</translation>
    </message>
    <message>
        <source>cannot be compared: %1</source>
        <translation>无法比较：%1</translation>
    </message>
    <message>
        <source>keys that keep changing</source>
        <translation>持续变化的键</translation>
    </message>
    <message>
        <source>read again before it counts</source>
        <translation>再次读取后才计入</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyPage</name>
    <message>
        <source>Fail over opens when replication is steady.</source>
        <translation>复制稳定后，“切换”即可使用。</translation>
    </message>
    <message>
        <source>Fail over is open.</source>
        <translation>“切换”可以使用。</translation>
    </message>
    <message>
        <source>No difference so far. Each stands here as soon as it has been read again and lasts.</source>
        <translation>目前没有差异。差异在再次读取后仍存在时，会立即显示在此处。</translation>
    </message>
    <message>
        <source>The differences of an earlier session were counted, but are not listed any more: compare again.</source>
        <translation>先前会话的差异已计数，但不再列出：请重新比较。</translation>
    </message>
    <message>
        <source>No key differs.</source>
        <translation>没有存在差异的键。</translation>
    </message>
    <message>
        <source>Differences stand here as they are found, each with its database, its key and both sides.</source>
        <translation>发现差异时会显示在此处，每处均列出数据库、键和两端内容。</translation>
    </message>
    <message>
        <source>Self &amp;test</source>
        <translation>自检(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Plants every kind of difference on two scratch servers of this machine, and looks whether each is found.</source>
        <translation>在本机的两台临时服务器上植入各种差异，并查看是否逐一找到。</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>未查看</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>Writes the differences as NDJSON or CSV.</source>
        <translation>将差异写为 NDJSON 或 CSV。</translation>
    </message>
    <message>
        <source>What was not looked at</source>
        <translation>未查看的内容</translation>
    </message>
    <message>
        <source>&amp;Compare anew</source>
        <translation>从头比较(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Compare again</source>
        <translation>再次比较(&amp;C)</translation>
    </message>
    <message>
        <source>Differences: %1</source>
        <translation>差异：%1</translation>
    </message>
    <message>
        <source>Not looked at: %1</source>
        <translation>未查看：%1</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: start the replication first.</source>
        <translation>尚无可比较的内容：请先启动复制。</translation>
    </message>
    <message>
        <source>The differences were written to %1.</source>
        <translation>差异已写入 %1。</translation>
    </message>
    <message>
        <source>Dragonfly does not follow the source: start the replication first, or compare them as two servers by themselves.</source>
        <translation>Dragonfly 没有跟随源：请先启动复制，或将它们作为两台独立的服务器进行比较。</translation>
    </message>
    <message>
        <source>The self test runs on two scratch servers of this machine.</source>
        <translation>自检正在本机的两台临时服务器上运行。</translation>
    </message>
    <message>
        <source>The self test did not run.</source>
        <translation>自检未运行。</translation>
    </message>
    <message>
        <source>The servers of this machine cannot show: %1.</source>
        <translation>本机的服务器无法呈现：%1。</translation>
    </message>
    <message>
        <source>Self test: %1</source>
        <translation>自检：%1</translation>
    </message>
    <message>
        <source>Export the differences</source>
        <translation>导出差异</translation>
    </message>
    <message>
        <source>NDJSON (*.ndjson);;CSV (*.csv)</source>
        <translation>NDJSON (*.ndjson);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>New &amp;full sync…</source>
        <translation>新的全量同步(&amp;F)…</translation>
    </message>
    <message>
        <source>Has Dragonfly load all data from the source once more.</source>
        <translation>让 Dragonfly 从源再次加载全部数据。</translation>
    </message>
    <message>
        <source>Dragonfly against the source, in both directions. Comparing writes to neither.</source>
        <translation>Dragonfly 与源双向比较。比较不会写入任何一端。</translation>
    </message>
    <message numerus="yes">
        <source>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</source>
        <translation>
            <numerusform>要重新加载 Dragonfly 吗？其中的所有数据会被删除，并从源再次复制 %1 个键。</numerusform>
        </translation>
    </message>
    <message>
        <source>The last full sync took %1.</source>
        <translation>上次全量同步用时 %1。</translation>
    </message>
    <message>
        <source>The source forks, needs memory for what is written meanwhile, and keeps those writes in its replica output buffer until Dragonfly has loaded; its clients go on as before.</source>
        <translation>源须 fork，需要内存来容纳期间写入的内容，并将这些写入保留在其副本输出缓冲区中，直到 Dragonfly 加载完毕；其客户端不受影响。</translation>
    </message>
    <message>
        <source>Whoever reads Dragonfly sees the old data until the snapshot arrives, and the error LOADING while it is loaded.</source>
        <translation>在快照到达之前，读取 Dragonfly 的一方看到的是旧数据；加载期间则得到错误 LOADING。</translation>
    </message>
    <message>
        <source>The comparison is void then, and Fail over waits until replication is steady and the data compared once more.</source>
        <translation>届时比较结果作废，“切换”须等到复制稳定且数据再次比较之后。</translation>
    </message>
    <message>
        <source>Load anew</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Both servers are read at once while writes go on, and every key is compared in both directions: presence, type, value and expiry, whatever the order of sets and hashes. What differs once is read again, behind the source&apos;s offset at that moment, and counts only if it lasts. Keys that keep changing are undecided, and are compared once more within the freeze of the switch. Limits may be changed while it runs; it slows down by itself when the source answers slowly or Dragonfly lags. A run that was stopped goes on where it was. Comparing writes nothing. What differs is mended by a new full sync, which Dragonfly is asked for where it follows the source: the source forks once more, what was compared is void, and Fail over waits until replication is steady and the data compared again. The self test plants every kind of difference on two scratch servers and tells how many were found.</source>
        <translation>在写入持续进行的同时读取两台服务器，并双向比较每个键：是否存在、类型、值和过期时间，不论集合与哈希的顺序。一旦发现差异，会在越过源当时的偏移量之后再次读取，差异持续存在才计入。持续变化的键结果未定，会在切换的冻结期间再次比较。运行期间可以更改限制；源应答缓慢或 Dragonfly 落后时，会自动减速。已停止的比较会从中断处继续。比较不写入任何内容。差异由新的全量同步修复，即在 Dragonfly 跟随源时要求它执行：源会再次 fork，已有的比较结果作废，“切换”须等到复制稳定且数据重新比较之后。自检会在两台临时服务器上植入各种差异，并报告找到了多少。</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyWords</name>
    <message numerus="yes">
        <source>No difference, %1 keys compared.</source>
        <translation>
            <numerusform>没有差异，已比较 %1 个键。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</source>
        <translation>
            <numerusform>冻结期间用 %2 再次比较了 %1 个键；有差异：%3，未读取：%4。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more, in about %2.</source>
        <translation>
            <numerusform>切换的冻结期间会再次比较 %1 个键，约需 %2。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more.</source>
        <translation>
            <numerusform>切换的冻结期间会再次比较 %1 个键。</numerusform>
        </translation>
    </message>
    <message>
        <source>Ended %1, took %2.</source>
        <translation>结束于 %1，用时 %2。</translation>
    </message>
    <message>
        <source>%1 Written on the source since: %2.</source>
        <translation>%1 此后源上写入：%2。</translation>
    </message>
    <message numerus="yes">
        <source>No difference, but %1 keys kept changing and are undecided.</source>
        <translation>
            <numerusform>没有差异，但有 %1 个键持续变化，结果未定。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both servers hold the same: %1 keys compared, none differs.</source>
        <translation>
            <numerusform>两端服务器内容相同：已比较 %1 个键，均无差异。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping: what was asked is still answered.</source>
        <translation>正在停止：仍会等待已发出请求的应答。</translation>
    </message>
    <message>
        <source>The governor leaves %1 % of the full speed.</source>
        <translation>限速器保留全速的 %1%。</translation>
    </message>
    <message>
        <source>Read again, because they differed once: %1.</source>
        <translation>因曾有差异而再次读取：%1。</translation>
    </message>
    <message>
        <source>Dragonfly lags %1, the source answers in %2.</source>
        <translation>Dragonfly 延迟 %1，源在 %2 内应答。</translation>
    </message>
    <message>
        <source>Comparing. So far: %1</source>
        <translation>正在比较。目前：%1</translation>
    </message>
    <message>
        <source>The comparison broke off. Until then: %1</source>
        <translation>比较已中断。截至当时：%1</translation>
    </message>
    <message>
        <source>Stopped. Until then: %1</source>
        <translation>已停止。截至当时：%1</translation>
    </message>
    <message>
        <source>It can go on where it was.</source>
        <translation>可以从中断处继续。</translation>
    </message>
    <message>
        <source>Key counts: %1 on the source, %2 on Dragonfly.</source>
        <translation>键数：源上 %1，Dragonfly 上 %2。</translation>
    </message>
    <message>
        <source>Nothing was compared yet.</source>
        <translation>尚未作任何比较。</translation>
    </message>
    <message>
        <source>The expiries of single hash fields (hashes: %1): one of the servers cannot tell them.</source>
        <translation>单个哈希字段的过期时间（哈希：%1）：其中一台服务器无法提供。</translation>
    </message>
    <message>
        <source>“%1” of streams (streams: %2): one of the servers does not tell it.</source>
        <translation>Stream 的“%1”（Stream：%2）：其中一台服务器不提供。</translation>
    </message>
    <message>
        <source>Keys of type %1: %2. The type cannot be compared.</source>
        <translation>类型为 %1 的键：%2。该类型无法比较。</translation>
    </message>
    <message>
        <source>Keys that kept changing: %1. They are undecided.</source>
        <translation>持续变化的键：%1。结果未定。</translation>
    </message>
    <message>
        <source>All keys outside of the sample.</source>
        <translation>样本之外的所有键。</translation>
    </message>
    <message>
        <source>Expiries that are less than %1 apart count as equal.</source>
        <translation>相差小于 %1 的过期时间视为相同。</translation>
    </message>
    <message>
        <source>Functions, scripts, users and settings are no data: Assess looks at those that matter.</source>
        <translation>函数、脚本、用户和设置不属于数据：其中重要的由“评估”检查。</translation>
    </message>
    <message>
        <source>How long ago and how often a key was used (LRU, LFU) is not replicated.</source>
        <translation>键最近一次被使用的时间和使用频率（LRU、LFU）不会被复制。</translation>
    </message>
    <message>
        <source>An earlier comparison was left unfinished.</source>
        <translation>先前的一次比较未完成。</translation>
    </message>
    <message numerus="yes">
        <source>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</source>
        <translation>
            <numerusform>有 %1 个未定的键未保留名称，因此无法在冻结期间比较。</numerusform>
        </translation>
    </message>
    <message>
        <source>A new full sync mends it.</source>
        <translation>新的全量同步可将其修复。</translation>
    </message>
    <message>
        <source>A new full sync replaced what had been compared: compare once more.</source>
        <translation>新的全量同步替换了已比较的数据：请再次比较。</translation>
    </message>
    <message>
        <source>Keys that were being read when a comparison was stopped, and whose names are longer than %1: %2. They are undecided.</source>
        <translation>比较停止时正在读取、且名称超过 %1 的键：%2。结果未定。</translation>
    </message>
    <message numerus="yes">
        <source>%1 differences</source>
        <translation>
            <numerusform>%1 处差异</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 keys compared.</source>
        <translation>
            <numerusform>%1，已比较 %2 个键。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference among %1 keys.</source>
        <translation>
            <numerusform>%1 个键没有差异。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys cannot be compared.</source>
        <translation>
            <numerusform>%1 个键无法比较。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ViewMenu</name>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Colours as the &amp;desktop</source>
        <translation>颜色跟随桌面(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>深色(&amp;A)</translation>
    </message>
    <message>
        <source>Language as the d&amp;esktop</source>
        <translation>语言跟随桌面(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>高对比度(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>标准文字(&amp;N)</translation>
    </message>
    <message>
        <source>La&amp;rge text</source>
        <translation>大号文字(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Very large text</source>
        <translation>特大文字(&amp;V)</translation>
    </message>
</context>
<context>
    <name>ferryman::WizardPage</name>
    <message>
        <source>Practice on a stand-in: the target is no real Dragonfly, but a Redis that answers like one.</source>
        <translation>使用替身演练：目标不是真正的 Dragonfly，而是以相同方式应答的 Redis。</translation>
    </message>
    <message>
        <source>Take &amp;up the earlier switch</source>
        <translation>恢复先前的切换(&amp;U)</translation>
    </message>
    <message>
        <source>Asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>向所有服务器查询实际状态，然后完成切换或还原一切。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Moves a Redis primary under Sentinel to Dragonfly.</source>
        <translation>将 Sentinel 管理的 Redis 主节点迁移到 Dragonfly。</translation>
    </message>
    <message>
        <source>Practise on a lab of local servers.</source>
        <translation>在由本地服务器组成的演练环境中练习。</translation>
    </message>
    <message>
        <source>With --practice: go through all steps without a person.</source>
        <translation>与 --practice 合用：无人操作，走完全部步骤。</translation>
    </message>
    <message>
        <source>Folder for report and pictures.</source>
        <translation>报告和图片的文件夹。</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Language of the console, such as de.</source>
        <translation>控制台的语言，例如 de。</translation>
    </message>
    <message>
        <source>language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>深色。</translation>
    </message>
    <message>
        <source>A plan to open.</source>
        <translation>要打开的计划。</translation>
    </message>
    <message>
        <source>--unattended goes with --practice only.</source>
        <translation>--unattended 只能与 --practice 合用。</translation>
    </message>
    <message>
        <source>--practice brings its own plan: leave the plan out.</source>
        <translation>--practice 自带计划：请省略计划。</translation>
    </message>
</context>
</TS>
