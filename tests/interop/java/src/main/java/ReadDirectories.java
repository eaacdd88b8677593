// Kafka's own readers of the small files: meta.properties, quorum-state, the clean shutdown file, offset and leader epoch
// checkpoints, partition.metadata. Each log is as long as its checkpoints say at least, each epoch begins behind the one before.
// Usage: ReadDirectories DATA_DIRECTORY…. Prints a line per partition; exits 0 only if all can be read and agree.
import java.io.File;
import java.util.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.FileQuorumStateStore;
import org.apache.kafka.storage.internals.checkpoint.*;
import org.apache.kafka.storage.internals.log.*;

public class ReadDirectories {
  static void require(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  /** The end of the log by its batches, the newest segment's. */
  static long endOf(File partition) throws Exception {
    var segments = new TreeSet<>(Arrays.asList(partition.list((folder, name) -> name.endsWith(".log"))));
    long end = Long.parseLong(segments.last().replace(".log", ""));
    try (var records = org.apache.kafka.common.record.internal.FileRecords.open(new File(partition, segments.last()), false)) {
      for (var batch : records.batches()) {
        batch.ensureValid();
        end = batch.nextOffset();
      }
    }
    return end;
  }

  static void readPartition(File partition, Map<TopicPartition, Long> highWatermarks) throws Exception {
    long end = endOf(partition);
    var name = partition.getName();
    // Takes the names of deleted logs, too.
    var id = UnifiedLog.parseTopicPartitionName(partition);
    var failures = new LogDirFailureChannel(1);
    var topic = new PartitionMetadataFile(PartitionMetadataFile.newFile(partition), failures).read();
    var epochs = new ArrayList<EpochEntry>();
    var epochFile = LeaderEpochCheckpointFile.newFile(partition);
    if (epochFile.exists()) epochs.addAll(new LeaderEpochCheckpointFile(epochFile, failures).read());
    for (int i = 0; i < epochs.size(); ++i) {
      require(epochs.get(i).startOffset() <= end, name + " begins an epoch at " + epochs.get(i).startOffset() + ", ends at " + end);
      if (i == 0) continue;
      require(epochs.get(i - 1).epoch() < epochs.get(i).epoch(), name + " has epochs " + epochs);
      require(epochs.get(i - 1).startOffset() < epochs.get(i).startOffset(), name + " has epochs " + epochs);
    }
    require(end == 0 || !epochs.isEmpty(), name + " has records but no epoch");
    Long highWatermark = highWatermarks.get(id);
    require(highWatermark == null || highWatermark <= end, name + " ends at " + end + ", high watermark " + highWatermark);
    System.out.println("partition " + name + " id " + topic.topicId() + " end " + end + " high-watermark " + highWatermark
        + " epochs " + epochs.size());
  }

  static void readDirectory(File data) throws Exception {
    var meta = new MetaPropertiesEnsemble.Loader().addLogDirs(List.of(data.getPath())).addMetadataLogDir(data.getPath()).load();
    meta.verify(meta.clusterId(), meta.nodeId(), EnumSet.of(
        MetaPropertiesEnsemble.VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID,
        MetaPropertiesEnsemble.VerificationFlag.REQUIRE_METADATA_LOG_DIR));
    var quorum = new FileQuorumStateStore(new File(data, "__cluster_metadata-0/quorum-state")).readElectionState().get();
    require(quorum.epoch() > 0, data + " has no epoch of the quorum");
    require(new File(data, CleanShutdownFileHandler.CLEAN_SHUTDOWN_FILE_NAME).exists(), data + " was not closed cleanly");
    var brokerEpoch = new CleanShutdownFileHandler(data.getPath()).read();
    System.out.println("directory of node " + meta.nodeId().getAsInt() + " quorum-epoch " + quorum.epoch() + " broker-epoch "
        + brokerEpoch.orElse(-1));
    var failures = new LogDirFailureChannel(1);
    var checkpoints = new HashMap<String, Map<TopicPartition, Long>>();
    for (String name : List.of("replication-offset-checkpoint", "recovery-point-offset-checkpoint", "log-start-offset-checkpoint"))
      checkpoints.put(name, new OffsetCheckpointFile(new File(data, name), failures).read());
    for (File partition : new TreeSet<>(Arrays.asList(data.listFiles(File::isDirectory))))
      readPartition(partition, checkpoints.get("replication-offset-checkpoint"));
    for (var entry : checkpoints.get("recovery-point-offset-checkpoint").entrySet())
      require(entry.getValue() == endOf(new File(data, entry.getKey().toString())),
          entry.getKey() + " was closed cleanly, but is flushed up to " + entry.getValue());
    require(!failures.hasOfflineLogDir(data.getPath()), data + " is offline for Kafka");
  }

  public static void main(String[] directories) throws Exception {
    for (String directory : directories) readDirectory(new File(directory));
  }
}
