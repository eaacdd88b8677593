#include "sim/scenario/texts.h"

#include "core/base/assert.h"

#include <algorithm>
#include <array>

namespace fl::sim {

namespace {

using enum Shown;

constexpr auto kEvents = std::to_array<EventText>({
    {"NodeBooted", always, "starts (life {incarnation})", "启动（第 {incarnation} 次）"},
    {"NodeCrashed", always,
     "dies: {crash}, with {unanswered_operations} disk operations unanswered",
     "崩溃：{crash}，{unanswered_operations} 个磁盘操作尚未完成"},
    {"NodeExited", always, "ends: {why}", "退出：{why}"},
    {"InvariantBroken", always, "breaks an invariant: {what}", "违反不变式：{what}"},
    {"ActionApplied", in_detail, "action {action}", "动作 {action}"},
    {"MessageFaulted", always,
     "{fault}: its {api} to node {to} (response: {is_response}, correlation id {correlation_id})",
     "{fault}：发往节点 {to} 的 {api}（是否回应：{is_response}，关联号 {correlation_id}）"},
    {"FileAfterCrash", always,
     "after the crash {path} has {size_after} of {size_before} bytes ({synced_size} were synced)",
     "崩溃后 {path} 剩 {size_after}/{size_before} 字节（已同步 {synced_size}）"},
    {"SentRangeChanged", always, "a sent range of {size} bytes arrived changed",
     "已发送的 {size} 字节区间在到达时已改变"},
    {"BrokerStarted", always, "serves {partitions} partitions (clean stop before: {was_clean})",
     "开始服务 {partitions} 个分区（上次正常关闭：{was_clean}）"},
    {"BrokerStopping", always, "shuts down: {why}", "正在关闭：{why}"},
    {"BrokerNoted", always, "{text}", "{text}"},
    {"TopicCreated", always, "topic {topic} is created with {partitions} partitions",
     "创建主题 {topic}，{partitions} 个分区"},
    {"TopicDeleted", always, "topic {topic} is deleted", "删除主题 {topic}"},
    {"ConfigChanged", always, "{resource_type} {resource}: {property} becomes {after}",
     "{resource_type} {resource}：{property} 改为 {after}"},
    {"LogRecovered", always,
     "{Topic}-{Partition} is loaded: offsets {Start} to {End}, {BytesCut} bytes cut off",
     "加载 {Topic}-{Partition}：偏移量 {Start} 到 {End}，截掉 {BytesCut} 字节"},
    {"SegmentRolled", always, "{Topic}-{Partition} rolls a segment at offset {BaseOffset}",
     "{Topic}-{Partition} 在偏移量 {BaseOffset} 处滚动出新日志段"},
    {"LogFailed", always, "{Topic}-{Partition} failed: {Error}",
     "{Topic}-{Partition} 失败：{Error}"},
    {"LogTruncated", in_detail, "{Topic}-{Partition} is cut from {From} to {To}",
     "{Topic}-{Partition} 从 {From} 截断到 {To}"},
    {"LogStartAdvanced", always, "{Topic}-{Partition} now starts at {Start}",
     "{Topic}-{Partition} 起始偏移量移到 {Start}"},
    {"LogMovedAway", in_detail, "{Topic}-{Partition} is given up: its log, up to {End}, goes",
     "不再保存 {Topic}-{Partition}：其到 {End} 为止的日志将被移除"},
    {"DuplicateRecognized", always,
     "{Topic}-{Partition}: a retry of sequence {BaseSequence} is recognised and not appended again",
     "{Topic}-{Partition}：识别出序号 {BaseSequence} 的重试，不再追加"},
    {"ProducerRefused", always,
     "{Topic}-{Partition}: sequence {BaseSequence} of producer {ProducerId} does not follow",
     "{Topic}-{Partition}：生产者 {ProducerId} 的序号 {BaseSequence} 不连续，拒绝"},
    {"ProduceRefused", summed_up, "{count} batches refused, {error} {why}",
     "拒绝 {count} 个批次，{error} {why}"},
    {"ProducerStateExpired", always, "{Topic}-{Partition} forgets {Producers} producers",
     "{Topic}-{Partition} 清除 {Producers} 个过期生产者"},
    {"IndexDistrusted", always, "an index of {Topic}-{Partition} is wrong and rebuilt",
     "{Topic}-{Partition} 的索引有误，重建"},
    {"ClientDisconnected", summed_up, "loses its connection ({why}), {count} times",
     "连接断开（{why}），{count} 次"},
    {"ProduceFailed", summed_up, "{count} records failed, numbers {first} to {last}: {error}",
     "{count} 条记录失败（编号 {first} 到 {last}）：{error}"},
    {"ProducerIdObtained", always, "is producer {producer_id}, epoch {producer_epoch}",
     "获得生产者编号 {producer_id}，纪元 {producer_epoch}"},
    {"ConsumerPositioned", always, "reads {topic}-{partition} from offset {offset}",
     "从偏移量 {offset} 开始读 {topic}-{partition}"},
    {"ConsumerSentElsewhere", always,
     "reads {topic}-{partition} from broker {replica} from now on, which is in its rack",
     "从现在起改从同机架的 broker {replica} 读 {topic}-{partition}"},
    {"RecordsAcknowledged", summed_up, "{count} records acknowledged", "{count} 条记录得到确认"},
    {"RecordsConsumed", summed_up, "{count} records consumed", "消费 {count} 条记录"},
    {"ProduceRetried", summed_up, "{count} records are to be sent again: {error}",
     "{count} 条记录将重发：{error}"},
    {"BatchAppended", in_detail,
     "{Topic}-{Partition} appends offsets {BaseOffset} to {LastOffset}, {SizeBytes} bytes",
     "{Topic}-{Partition} 追加偏移量 {BaseOffset} 到 {LastOffset}，{SizeBytes} 字节"},
    {"VisibleEndAdvanced", in_detail, "{Topic}-{Partition} is readable up to {VisibleEnd}",
     "{Topic}-{Partition} 可读到 {VisibleEnd}"},
    {"LogFlushed", in_detail, "{Topic}-{Partition} is durable up to {FlushedEnd}",
     "{Topic}-{Partition} 已落盘到 {FlushedEnd}"},
    {"HighWatermarkAdvanced", in_detail, "{Topic}-{Partition}: high watermark {Before} to {After}",
     "{Topic}-{Partition}：高水位 {Before} 到 {After}"},
    {"FollowerHighWatermarkMoved", in_detail,
     "{Topic}-{Partition}: learns that the high watermark is {After}",
     "{Topic}-{Partition}：得知高水位为 {After}"},
    {"ControllerActivated", always, "is the active controller, epoch {epoch}",
     "成为活动控制器，纪元 {epoch}"},
    {"ControllerResigned", always, "is no longer the active controller (epoch {epoch})",
     "不再是活动控制器（纪元 {epoch}）"},
    {"RoleChanged", in_detail, "metadata quorum: {from} becomes {to} in epoch {epoch}",
     "元数据仲裁：纪元 {epoch} 中由 {from} 变为 {to}"},
    {"VoteAnswered", in_detail,
     "metadata quorum: vote for {candidate} in epoch {epoch}: {is_granted}",
     "元数据仲裁：纪元 {epoch} 中对 {candidate} 的投票：{is_granted}"},
    {"QuorumHighWatermarkMoved", in_detail, "metadata quorum: committed up to {after}",
     "元数据仲裁：已提交到 {after}"},
    {"MetadataTruncated", always, "cuts its metadata log from {from} to {to}",
     "将元数据日志从 {from} 截断到 {to}"},
    {"SnapshotWritten", always,
     "keeps a snapshot of the metadata below offset {end}, {size_bytes} bytes",
     "保存元数据快照：偏移量 {end} 之前，{size_bytes} 字节"},
    {"SnapshotWanted", always,
     "fetches a snapshot up to offset {end}: node {leader} no longer has the log before it",
     "获取到偏移量 {end} 的快照：节点 {leader} 已没有更早的元数据日志"},
    {"SnapshotFetched", always,
     "has fetched the snapshot up to offset {end}, {size_bytes} bytes; its log begins there now",
     "已获取到偏移量 {end} 的快照，{size_bytes} 字节；其日志从此处开始"},
    {"SnapshotLoaded", in_detail, "goes on from the snapshot up to offset {end}",
     "从到偏移量 {end} 的快照继续"},
    {"SnapshotRefused", always, "a snapshot of the metadata is of no use: {problem}",
     "元数据快照不可用：{problem}"},
    {"BrokerRegistered", in_detail, "broker {broker} registers, epoch {epoch}",
     "broker {broker} 注册，纪元 {epoch}"},
    {"BrokerStateChanged", always, "broker {broker} is {after} now (was {before})",
     "broker {broker} 现在是 {after}（之前 {before}）"},
    {"RegistrationRefused", always, "broker {broker} may not register: {why}",
     "拒绝 broker {broker} 注册：{why}"},
    {"LeaderElected", always,
     "{topic}-{partition}: leader {before} → {leader} in epoch {leader_epoch} ({cause})",
     "{topic}-{partition}：领导者 {before} → {leader}，纪元 {leader_epoch}（{cause}）"},
    {"LeaderElected/again", always,
     "{topic}-{partition}: leader nobody → {leader} in epoch {leader_epoch} ({cause})",
     "{topic}-{partition}：领导者 无 → {leader}，纪元 {leader_epoch}（{cause}）"},
    {"LeaderElected/nobody", always,
     "{topic}-{partition}: leader {before} → nobody in epoch {leader_epoch} ({cause})",
     "{topic}-{partition}：领导者 {before} → 无，纪元 {leader_epoch}（{cause}）"},
    {"IsrChanged", always,
     "{topic}-{partition}: ISR {before} → {isr}, eligible leader replicas "
     "{eligible_leader_replicas}",
     "{topic}-{partition}：ISR {before} → {isr}，合格领导副本 {eligible_leader_replicas}"},
    {"IsrRefused", always,
     "{topic}-{partition}: ISR {proposed} of leader {leader} refused: {error}",
     "{topic}-{partition}：拒绝领导者 {leader} 提出的 ISR {proposed}：{error}"},
    {"ReplicasChanged", always,
     "{topic}-{partition}: replicas {before} → {replicas}, adding {adding}, removing {removing}",
     "{topic}-{partition}：副本 {before} → {replicas}，加入 {adding}，移除 {removing}"},
    {"BecameLeader", always,
     "leads {Topic}-{Partition} in epoch {LeaderEpoch}: epoch start {EpochStart}, high watermark "
     "{HighWatermark}, ISR {Isr}",
     "领导 {Topic}-{Partition}，纪元 {LeaderEpoch}：纪元起点 {EpochStart}，高水位 "
     "{HighWatermark}，ISR {Isr}"},
    {"BecameFollower", always,
     "follows {Leader} for {Topic}-{Partition} in epoch {LeaderEpoch}: log end {LogEnd}, high "
     "watermark {HighWatermark}",
     "在纪元 {LeaderEpoch} 跟随 {Leader}（{Topic}-{Partition}）：日志末端 {LogEnd}，高水位 "
     "{HighWatermark}"},
    {"BecameFollower/nobody", always,
     "has nobody to follow for {Topic}-{Partition} in epoch {LeaderEpoch}: log end {LogEnd}",
     "在纪元 {LeaderEpoch} 无人可跟随（{Topic}-{Partition}）：日志末端 {LogEnd}"},
    {"IsrLearned", in_detail, "{Topic}-{Partition}: knows that the ISR is {After}",
     "{Topic}-{Partition}：得知 ISR 为 {After}"},
    {"IsrExpandAsked", in_detail, "{Topic}-{Partition}: asks to take {Added} into the ISR",
     "{Topic}-{Partition}：请求把 {Added} 加入 ISR"},
    {"IsrShrinkAsked", always, "{Topic}-{Partition}: asks to shrink the ISR {Isr} to {AskedIsr}",
     "{Topic}-{Partition}：请求将 ISR 从 {Isr} 缩为 {AskedIsr}"},
    {"IsrChangeRefused", in_detail, "{Topic}-{Partition}: ISR {AskedIsr} not taken, error {Error}",
     "{Topic}-{Partition}：ISR {AskedIsr} 未被接受，错误 {Error}"},
    {"FollowerTruncated", always,
     "{Topic}-{Partition} cuts its log from {From} to {To}, as leader {Leader} of epoch "
     "{LeaderEpoch} has it",
     "{Topic}-{Partition} 将日志从 {From} 截断到 {To}，与纪元 {LeaderEpoch} 的领导者 {Leader} "
     "一致"},
    {"FollowerFailed", always, "{Topic}-{Partition}: stops following {Leader}",
     "{Topic}-{Partition}：停止跟随 {Leader}"},
    {"FollowerBackedOff", in_detail, "{Topic}-{Partition}: asks {Leader} again later",
     "{Topic}-{Partition}：稍后再问 {Leader}"},
    {"FetcherBackedOff", in_detail, "no answer from {Leader}: fetches again later",
     "{Leader} 没有回应：稍后再拉取"},
    {"PeerConnected", in_detail, "is connected to node {peer}", "已连接节点 {peer}"},
    {"PeerLost", in_detail, "loses node {peer}: {why}", "与节点 {peer} 断开：{why}"},
    {"TaskAnswered", always, "{task} {topic}-{partition}: {error} {text}",
     "{task} {topic}-{partition}：{error} {text}"},
    {"ProduceAcknowledged", in_detail,
     "{topic}-{partition}: acknowledges offsets {base_offset} to {end_offset}, acks={acks}",
     "{topic}-{partition}：确认偏移量 {base_offset} 到 {end_offset}，acks={acks}"},
    {"FetchAnswered", in_detail, "answers a Fetch with {bytes} bytes after {waited_ns:time}",
     "{waited_ns:time} 后回应 Fetch，{bytes} 字节"},
    {"RecordsSent", in_detail, "sends {#numbers} records to {topic}-{partition}",
     "向 {topic}-{partition} 发送 {#numbers} 条记录"},
    {"ClientConnected", in_detail, "is connected", "已连接"},
    {"TopicReady", in_detail, "sees topic {topic}: {error}", "主题 {topic}：{error}"},
    {"RequestSent", in_detail, "sends {api} v{version}, correlation id {correlation_id}",
     "发送 {api} v{version}，关联号 {correlation_id}"},
    {"ResponseArrived", in_detail,
     "gets the response to {correlation_id}, {bytes} bytes, after {waited_ns:time}",
     "{waited_ns:time} 后收到 {correlation_id} 的回应，{bytes} 字节"},
    {"RequestReceived", in_detail, "receives {api} v{version}, {size_bytes} bytes",
     "收到 {api} v{version}，{size_bytes} 字节"},
    {"RequestAnswered", in_detail, "answers {api} after {waited_ns:time}, {size_bytes} bytes",
     "{waited_ns:time} 后回应 {api}，{size_bytes} 字节"},
    {"MetadataCommitted", in_detail, "metadata is committed up to {end}", "元数据提交到 {end}"},
    {"ConnectionAccepted", in_detail, "accepts {peer}", "接受连接 {peer}"},
    {"ConnectionClosed", in_detail, "connection {conn} ends: {why}", "连接 {conn} 结束：{why}"},
});

struct Words {
  std::string_view key;
  std::string_view en;
  std::string_view zh;
};

constexpr auto kRules = std::to_array<Words>({
    {"segment_full", "the segment is full", "日志段已满"},
    {"segment_too_old", "the segment is too old", "日志段过旧"},
    {"index_full", "the index is full", "索引已满"},
    {"relative_offset_overflow", "the relative offset would not fit", "相对偏移量放不下"},
    {"diverged", "the logs had diverged", "日志出现分歧"},
    {"records_deleted", "its records were deleted", "记录被删除"},
    {"log_failed", "a disk operation failed", "磁盘操作失败"},
    {"producer-epoch-bumped", "a gap in its sequences cannot close: a new epoch starts at 0",
     "序号缺口无法弥合：新纪元从 0 开始"},
    {"clean_shutdown", "the stop before was clean", "上次正常关闭"},
    {"unclean_shutdown",
     "the stop before was not clean: everything above the recovery point is read",
     "上次非正常关闭：读取恢复点之后的全部内容"},
    {"recovered_after_crash", "recovered after a crash", "崩溃后恢复"},
    {"loaded", "loaded", "已加载"},
    {"create-topics", "asked for by CreateTopics", "应 CreateTopics 请求"},
    {"create-partitions", "asked for by CreatePartitions", "应 CreatePartitions 请求"},
    {"delete-topics", "asked for by DeleteTopics", "应 DeleteTopics 请求"},
    {"offset-out-of-range", "its offset is out of range: auto.offset.reset decides",
     "其偏移量越界：由 auto.offset.reset 决定"},
    {"no_clean_shutdown_marker",
     "there is no marker of a clean shutdown: the logs are read and verified",
     "没有正常关闭的标记：读取并校验日志"},
    {"verified_at_every_start", "this log is read and verified at every start",
     "此日志每次启动都会读取并校验"},
    {"connection-limit", "too many connections", "连接过多"},
    {"first-replica-in-sync-leads",
     "the first replica in sync, or eligible (ELR), that is alive leads",
     "在同步副本或合格领导副本（ELR）中，第一个存活者成为领导者"},
    {"preferred-replica-leads", "the preferred replica is in sync and leads",
     "首选副本处于同步状态，成为领导者"},
    {"leader-stays", "the leader may stay", "领导者继续任职"},
    {"nobody-may-lead",
     "nobody alive is in sync or eligible, and an unclean election is not allowed",
     "存活者中既无同步副本也无合格副本，且不允许非安全选举"},
    {"unclean-election-takes-any-alive",
     "nobody in sync is alive: an unclean election takes any replica that is, and what it lacks "
     "is lost",
     "没有同步副本存活：非安全选举任选存活副本，它缺少的记录随之丢失"},
    {"last-known-leader-leads-again",
     "ISR and ELR are empty: the last known leader leads again with what it still has",
     "ISR 与 ELR 皆空：最后已知的领导者带着剩余数据重新任职"},
    {"leader-proposes-isr", "its leader asked for it", "应其领导者请求"},
    {"session-timed-out", "it was silent for longer than its session", "其静默时间超过会话超时"},
    {"follower-lags", "followers were not caught up for too long", "追随者落后时间过长"},
    {"follower-has-all-committed", "it has every committed record", "它已拥有全部已提交记录"},
    {"broker-is-fenced", "the broker was fenced", "该 broker 被隔离"},
    {"broker-is-unfenced", "the broker was unfenced", "该 broker 解除隔离"},
    {"broker-restarts", "the broker registered again", "该 broker 重新注册"},
    {"broker-restarts-after-unclean-stop",
     "the broker came back without a clean shutdown: it may have lost records",
     "该 broker 未正常关闭便返回：可能丢失了记录"},
    {"controlled-shutdown", "the broker shuts down", "该 broker 正在关闭"},
    {"has-read-its-registration", "it has read the metadata up to its own registration",
     "它已读到包含自身注册的元数据"},
    {"wants-to-be-fenced", "it asked to be fenced", "它请求被隔离"},
    {"metadata-names-this-broker", "the metadata names this broker as leader",
     "元数据指定此 broker 为领导者"},
    {"metadata-names-another-leader", "the metadata names another leader",
     "元数据指定了另一个领导者"},
    {"metadata-names-no-leader", "the metadata names no leader", "元数据中没有领导者"},
    {"common-epoch-ends-there", "the last epoch that both know ends there",
     "双方共有的最后纪元在此结束"},
    {"leader-epoch-ends-there", "on the leader the epoch ends there", "该纪元在领导者处到此结束"},
    {"quorum-leader-knows-all-that-was-committed",
     "this quorum leader has all metadata that was committed", "该仲裁领导者拥有全部已提交元数据"},
    {"quorum-has-another-leader-or-none", "the metadata quorum has another leader, or none",
     "元数据仲裁换了领导者，或没有领导者"},
    {"preferred-leader-balancing", "too many partitions are not led by their preferred replica",
     "过多分区的领导者不是首选副本"},
    {"reassignment-asked-for", "a reassignment was asked for", "收到副本重分配请求"},
    {"reassignment-called-off", "the reassignment was called off", "副本重分配已取消"},
});

constexpr auto kSentences = std::to_array<Words>({
    {"because", "because {rule}", "因为{rule}"},
    {"note", "note: {text}", "旁白：{text}"},
    {"action", "action: {text}", "动作：{text}"},
    {"undone", "over: {text}", "结束：{text}"},
    {"action-impossible", "action: {text} (nothing to act on now)", "动作：{text}（当前无对象）"},
    {"holds", "holds", "成立"},
    {"violated", "VIOLATED", "违反"},
    {"violated-as-expected", "violated, as the scenario shows:", "违反（正是本场景所展示的）："},
    {"check-clean", "never happened", "未发生"},
    {"check-more", "and {count} more", "另有 {count} 处"},
    {"never-but", "it was so at {at}", "在 {at} 时成立"},
    {"always-but", "it was not so at {at}: {value}", "在 {at} 时不成立：{value}"},
    {"sometimes-not", "it never was", "从未成立"},
    {"eventually-not", "it was not so within {within} of the last action",
     "在最后动作后 {within} 内未成立"},
    {"finally-not", "at the end {value}", "结束时 {value}"},
    {"up-to-offset", ", up to offset {last}", "，直到偏移量 {last}"},
    {"in-partitions", " in {count} partitions", "，分布在 {count} 个分区"},
    {"since", "so since {at}", "自 {at} 起成立"},
    {"lost-acks-none", "{count} lost, and allowed: acks=0 promises nothing",
     "丢失 {count} 条，属允许：acks=0 不作任何承诺"},
    {"lost-acks-one",
     "{count} lost, and allowed: acks=1 promises the leader's own copy, and another leader took "
     "over "
     "(acks=all waits for the ISR)",
     "丢失 {count} 条，属允许：acks=1 只承诺领导者自己的副本，而领导者换了（acks=all 会等待 ISR）"},
    {"lost-unclean-election",
     "{count} lost, and allowed: unclean.leader.election.enable=true let a replica lead that "
     "lacked "
     "them",
     "丢失 {count} 条，属允许：unclean.leader.election.enable=true 让缺少它们的副本当了领导者"},
    {"lost-last-known-leader",
     "{count} lost, and allowed: everybody of the ISR had stopped uncleanly, and the last known "
     "leader led again without them",
     "丢失 {count} 条，属允许：ISR "
     "中所有副本都曾异常停止，最后已知的领导者在缺少它们的情况下重新任职"},
    {"lost-min-isr-one",
     "{count} lost, and allowed: min.insync.replicas=1 took an ISR of one for enough, and that "
     "replica lost them",
     "丢失 {count} 条，属允许：min.insync.replicas=1 认可只有一个副本的 ISR，而该副本丢失了它们"},
    {"lost-power-loss",
     "{count} lost, and allowed: acks={acks} answers once the page cache has them, and the power "
     "went before a sync",
     "丢失 {count} 条，属允许：acks={acks} 在写入页缓存后即确认，断电发生在同步之前"},
    {"lost-disk-loss", "{count} lost, and allowed: the disk itself was lost",
     "丢失 {count} 条，属允许：磁盘本身已毁"},
    {"lost-deleted", "{count} gone, as asked: the log start moved past them",
     "{count} 条已删除：日志起点越过了它们"},
    {"lost-unexplained", "{count} LOST AGAINST THE PROMISE", "丢失 {count} 条，违背承诺"},
    {"all-survived", "every acknowledged record survived", "所有已确认的记录都还在"},
    {"nothing-acked", "nothing was acknowledged", "没有得到任何确认"},
    {"duplicated", "{count} stored more than once", "{count} 条重复存储"},
    {"outcome-title", "What became of the records", "记录的命运"},
    {"checks-title", "Checks", "检查"},
    {"checks-hold", "all {count} hold", "{count} 项全部成立"},
    {"other-checks-hold", "the other {count} hold", "其余 {count} 项成立"},
    {"expectations-title", "Expectations", "预期"},
    {"column-producer", "producer", "生产者"},
    {"column-sent", "sent", "发送"},
    {"column-acked", "acked", "确认"},
    {"column-failed", "failed", "失败"},
    {"column-survived", "survived", "存活"},
    {"column-lost", "lost", "丢失"},
    {"column-duplicated", "twice", "重复"},
    {"broken", "the run ended by a broken invariant: {what}", "运行因违反不变式而中止：{what}"},
    {"steps-and-hash", "{steps} steps, hash {hash}", "{steps} 步，哈希 {hash}"},
    {"all-checks-hold", "All checks hold.", "所有检查均成立。"},
    {"not-all-checks-hold", "Not all checks hold.", "并非所有检查都成立。"},
    {"stopped-early",
     "Stopped at {at} of {end}: expectations are about the whole run and were not judged.",
     "在 {at} 时停止（全程 {end}）：预期针对整个运行，未作判断。"},
    {"all-hold", "All checks and expectations hold.", "所有检查与预期均成立。"},
    {"not-all-hold", "Not all checks and expectations hold.", "并非所有检查与预期都成立。"},
});

const Words* find(std::span<const Words> table, std::string_view key) {
  const auto found =
      std::find_if(table.begin(), table.end(), [key](const Words& w) { return w.key == key; });
  return found != table.end() ? &*found : nullptr;
}

}  // namespace

const EventText* event_text(std::string_view kind) {
  const auto found = std::find_if(kEvents.begin(), kEvents.end(),
                                  [kind](const EventText& text) { return text.kind == kind; });
  return found != kEvents.end() ? &*found : nullptr;
}

std::string rule_text(std::string_view rule, Language language) {
  if (const Words* words = find(kRules, rule))
    return std::string(language == Language::en ? words->en : words->zh);
  std::string text(rule);
  for (char& c : text)
    if (c == '-' || c == '_') c = ' ';
  return text;
}

std::string_view sentence(std::string_view key, Language language) {
  const Words* words = find(kSentences, key);
  FL_ASSERT(words != nullptr);
  return language == Language::en ? words->en : words->zh;
}

std::string filled(std::string_view sentence,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string text;
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('{');
    const std::size_t close = sentence.find('}', open);
    text += sentence.substr(0, open);
    if (close == std::string_view::npos) break;
    const std::string_view name = sentence.substr(open + 1, close - open - 1);
    for (const auto& [key, value] : values)
      if (key == name) text += value;
    sentence.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace fl::sim
