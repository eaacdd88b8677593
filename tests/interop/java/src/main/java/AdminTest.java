// Kafka's admin client on a cluster of four brokers and three controllers: the cluster, its quorum and features; topics created,
// described, configured, grown, moved, led by others, shortened and deleted; quotas. What is asked for is what is there
// afterwards, and what Kafka refuses is refused with its error. Usage: AdminTest BOOTSTRAP. Exits 0 only if everything agreed.
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.*;
import org.apache.kafka.common.quota.*;
import org.apache.kafka.common.serialization.*;

public class AdminTest {
  static final Admin[] clients = new Admin[1];
  static Admin admin() { return clients[0]; }

  static void require(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  static void requireEqual(Object expected, Object found, String what) {
    require(Objects.equals(expected, found), what + ": " + found + ", not " + expected);
  }

  static void requireRefused(Class<? extends ApiException> error, Future<?> future, String what) throws Exception {
    try {
      future.get();
    } catch (ExecutionException e) {
      requireEqual(error, e.getCause().getClass(), what + " (" + e.getCause().getMessage() + ")");
      return;
    }
    throw new AssertionError(what + " is not refused");
  }

  interface Condition { boolean holds() throws Exception; }

  static void await(String what, Condition condition) throws Exception {
    for (long deadline = System.currentTimeMillis() + 20_000; !condition.holds(); Thread.sleep(20))
      require(System.currentTimeMillis() < deadline, what + " after 20 s");
  }

  static List<Integer> ids(Collection<Node> nodes) {
    return nodes.stream().map(Node::id).toList();
  }

  static Map<Integer, TopicPartitionInfo> partitions(String topic) throws Exception {
    return admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
        .collect(Collectors.toMap(TopicPartitionInfo::partition, info -> info));
  }

  static void describeTheCluster() throws Exception {
    var cluster = admin().describeCluster();
    requireEqual(Set.of(1, 2, 3, 4), new HashSet<>(ids(cluster.nodes().get())), "brokers");
    require(Set.of(1, 2, 3, 4).contains(cluster.controller().get().id()), "a broker speaks for the controller");
    requireEqual(22, cluster.clusterId().get().length(), "length of the cluster id");
    var quorum = admin().describeMetadataQuorum().quorumInfo().get();
    require(Set.of(101, 102, 103).contains(quorum.leaderId()), "the leader of the quorum is " + quorum.leaderId());
    require(quorum.leaderEpoch() > 0 && quorum.highWatermark() > 0, "epoch and high watermark of " + quorum);
    requireEqual(Set.of(101, 102, 103), quorum.voters().stream().map(QuorumInfo.ReplicaState::replicaId).collect(Collectors.toSet()), "voters");
    await("brokers that observe the quorum", () -> admin().describeMetadataQuorum().quorumInfo().get().observers().stream()
        .map(QuorumInfo.ReplicaState::replicaId).collect(Collectors.toSet()).equals(Set.of(1, 2, 3, 4)));
    var features = admin().describeFeatures().featureMetadata().get();
    requireEqual((short) 30, features.finalizedFeatures().get("metadata.version").maxVersionLevel(), "metadata.version of 4.3");
    requireEqual((short) 1, features.finalizedFeatures().get("eligible.leader.replicas.version").maxVersionLevel(), "ELR");
    requireEqual((short) 2, features.finalizedFeatures().get("transaction.version").maxVersionLevel(), "transaction.version");
    require(features.finalizedFeaturesEpoch().get() > 0, "the epoch of the features");
    require(features.supportedFeatures().get("metadata.version").maxVersion() >= 30, "supported metadata.version");
  }

  static void createTopics() throws Exception {
    var created = admin().createTopics(List.of(new NewTopic("orders", 3, (short) 3).configs(Map.of("retention.ms", "86400000")),
        new NewTopic("placed", Map.of(0, List.of(4, 2, 1), 1, List.of(1, 3, 4))), new NewTopic("usual", Optional.empty(), Optional.empty())));
    created.all().get();
    requireEqual(3, created.numPartitions("orders").get(), "partitions of a created topic");
    requireEqual(3, created.replicationFactor("usual").get(), "default.replication.factor");
    requireEqual("86400000", created.config("orders").get().get("retention.ms").value(), "configuration in the answer");
    requireRefused(TopicExistsException.class, admin().createTopics(List.of(new NewTopic("orders", 1, (short) 1))).all(), "a topic twice");
    requireRefused(InvalidReplicationFactorException.class, admin().createTopics(List.of(new NewTopic("five", 1, (short) 5))).all(), "five replicas");
    requireRefused(InvalidTopicException.class, admin().createTopics(List.of(new NewTopic("a b", 1, (short) 1))).all(), "a space in a name");
    requireRefused(InvalidReplicaAssignmentException.class, admin().createTopics(List.of(new NewTopic("nine", Map.of(0, List.of(9))))).all(), "a broker that is not there");
    requireRefused(InvalidConfigurationException.class,
        admin().createTopics(List.of(new NewTopic("bad", 1, (short) 1).configs(Map.of("retention.ms", "soon")))).all(), "a retention that is no number");
    admin().createTopics(List.of(new NewTopic("tried", 1, (short) 3)), new CreateTopicsOptions().validateOnly(true)).all().get();
    requireEqual(Set.of("orders", "placed", "usual"), admin().listTopics().names().get(), "topics");
    await("all replicas in sync", () -> partitions("placed").values().stream().allMatch(info -> info.isr().size() == 3));
    requireEqual(List.of(4, 2, 1), ids(partitions("placed").get(0).replicas()), "replicas as assigned");
    requireEqual(4, partitions("placed").get(0).leader().id(), "the preferred leader leads");
    requireRefused(UnknownTopicOrPartitionException.class, admin().describeTopics(List.of("tried")).allTopicNames(), "a topic that was only tried");
  }

  static String configOf(ConfigResource resource, String name) throws Exception {
    return admin().describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }

  static void alterConfigs() throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
    var described = admin().describeConfigs(List.of(topic)).all().get().get(topic);
    requireEqual("86400000", described.get("retention.ms").value(), "retention.ms");
    requireEqual(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, described.get("retention.ms").source(), "source of what was set");
    requireEqual(ConfigEntry.ConfigSource.DEFAULT_CONFIG, described.get("segment.bytes").source(), "source of a default");
    requireEqual("2", described.get("min.insync.replicas").value(), "min.insync.replicas");
    admin().incrementalAlterConfigs(Map.of(topic, List.of(
        new AlterConfigOp(new ConfigEntry("retention.ms", ""), AlterConfigOp.OpType.DELETE),
        new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.APPEND),
        new AlterConfigOp(new ConfigEntry("max.message.bytes", "2000000"), AlterConfigOp.OpType.SET)))).all().get();
    await("altered configuration", () -> "2000000".equals(configOf(topic, "max.message.bytes")));
    requireEqual("604800000", configOf(topic, "retention.ms"), "retention.ms after it was removed");
    requireEqual(Set.of("delete", "compact"), Set.of(configOf(topic, "cleanup.policy").split(",")), "a value appended to a list");
    requireRefused(InvalidConfigurationException.class, admin().incrementalAlterConfigs(Map.of(topic,
        List.of(new AlterConfigOp(new ConfigEntry("no.such.key", "1"), AlterConfigOp.OpType.SET)))).all(), "an unknown key");
    var absent = new ConfigResource(ConfigResource.Type.TOPIC, "absent");
    requireRefused(UnknownTopicOrPartitionException.class, admin().incrementalAlterConfigs(Map.of(absent,
        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET)))).all(), "an absent topic");
    var broker = new ConfigResource(ConfigResource.Type.BROKER, "2");
    admin().incrementalAlterConfigs(Map.of(broker,
        List.of(new AlterConfigOp(new ConfigEntry("log.cleaner.threads", "2"), AlterConfigOp.OpType.SET)))).all().get();
    await("altered configuration of broker 2", () -> "2".equals(configOf(broker, "log.cleaner.threads")));
  }

  static void move() throws Exception {
    var partition = new TopicPartition("placed", 0);
    var target = List.of(3, 2, 1);
    admin().alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(target)))).all().get();
    await("the end of the reassignment", () -> admin().listPartitionReassignments(Set.of(partition)).reassignments().get().isEmpty());
    await("the new replicas", () -> ids(partitions("placed").get(0).replicas()).equals(target));
    await("a leader among the new replicas", () -> target.contains(partitions("placed").get(0).leader().id()));
    requireRefused(InvalidReplicaAssignmentException.class, admin().alterPartitionReassignments(
        Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(3, 9))))).all(), "a move to a broker that is not there");
    requireRefused(NoReassignmentInProgressException.class, admin().alterPartitionReassignments(Map.of(partition, Optional.empty())).all(),
        "an end to what is not in progress");
    requireRefused(UnknownTopicOrPartitionException.class, admin().alterPartitionReassignments(
        Map.of(new TopicPartition("absent", 0), Optional.of(new NewPartitionReassignment(List.of(1))))).all(), "a move of what is not there");
  }

  static void elect() throws Exception {
    var partition = new TopicPartition("placed", 0);
    await("all replicas in sync", () -> partitions("placed").get(0).isr().size() == 3);
    int leader = partitions("placed").get(0).leader().id();
    if (leader != 3) {
      requireEqual(Set.of(partition), admin().electLeaders(ElectionType.PREFERRED, Set.of(partition)).partitions().get().keySet(), "elected");
      await("broker 3 leads", () -> partitions("placed").get(0).leader().id() == 3);
    }
    var again = admin().electLeaders(ElectionType.PREFERRED, Set.of(partition)).partitions().get().get(partition);
    require(again.isPresent() && again.get() instanceof ElectionNotNeededException, "a second election: " + again);
    var unclean = admin().electLeaders(ElectionType.UNCLEAN, Set.of(partition)).partitions().get().get(partition);
    require(unclean.isPresent() && unclean.get() instanceof ElectionNotNeededException, "an unclean election: " + unclean);
  }

  static void grow() throws Exception {
    admin().createPartitions(Map.of("orders", NewPartitions.increaseTo(5))).all().get();
    await("five partitions", () -> partitions("orders").size() == 5);
    admin().createPartitions(Map.of("placed", NewPartitions.increaseTo(3, List.of(List.of(2, 4, 3))))).all().get();
    await("the new partition's replicas", () -> partitions("placed").size() == 3 && ids(partitions("placed").get(2).replicas()).equals(List.of(2, 4, 3)));
    requireRefused(InvalidPartitionsException.class, admin().createPartitions(Map.of("orders", NewPartitions.increaseTo(4))).all(), "fewer partitions");
  }

  static void quotas() throws Exception {
    var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "ada", ClientQuotaEntity.CLIENT_ID, "loader"));
    admin().alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e6),
        new ClientQuotaAlteration.Op("request_percentage", 12.5))))).all().get();
    var filter = ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.USER, "ada"),
        ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.CLIENT_ID)));
    await("quotas", () -> admin().describeClientQuotas(filter).entities().get().equals(Map.of(entity, Map.of("producer_byte_rate", 1e6, "request_percentage", 12.5))));
    admin().alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", null))))).all().get();
    await("one quota less", () -> admin().describeClientQuotas(filter).entities().get().equals(Map.of(entity, Map.of("request_percentage", 12.5))));
    requireRefused(InvalidRequestException.class, admin().alterClientQuotas(List.of(new ClientQuotaAlteration(entity,
        List.of(new ClientQuotaAlteration.Op("no_such_quota", 1.0))))).all(), "an unknown quota");
  }

  static void deleteRecords(String bootstrap) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "acks", "all");
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < 100; ++i) producer.send(new ProducerRecord<>("usual", 0, null, "value-" + i));
      producer.flush();
    }
    var partition = new TopicPartition("usual", 0);
    var deleted = admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(40)));
    requireEqual(40L, deleted.lowWatermarks().get(partition).get().lowWatermark(), "low watermark after a deletion");
    requireEqual(40L, admin().listOffsets(Map.of(partition, OffsetSpec.earliest())).partitionResult(partition).get().offset(), "earliest offset");
    requireEqual(100L, admin().listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition).get().offset(), "latest offset");
    requireRefused(OffsetOutOfRangeException.class,
        admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(101))).all(), "a deletion beyond the end");
    var producers = admin().describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers();
    requireEqual(1, producers.size(), "active producers");
    requireEqual(99, producers.get(0).lastSequence(), "last sequence");
  }

  static void deleteTopics() throws Exception {
    var id = admin().describeTopics(List.of("placed")).allTopicNames().get().get("placed").topicId();
    admin().deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all().get();
    admin().deleteTopics(List.of("usual", "orders")).all().get();
    await("no topic", () -> admin().listTopics().names().get().isEmpty());
    requireRefused(UnknownTopicOrPartitionException.class, admin().deleteTopics(List.of("orders")).all(), "a second deletion");
    requireRefused(UnknownTopicIdException.class, admin().deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all(), "a second deletion by id");
  }

  interface Part { void run() throws Exception; }

  static int failures = 0;

  /** The parts after one that fails are still worth knowing. */
  static void part(String name, Part part) {
    try {
      part.run();
      System.out.println("admin client: " + name);
    } catch (Exception | AssertionError problem) {
      System.err.println("admin client: " + name + " FAILED: " + problem);
      ++failures;
    }
  }

  public static void main(String[] arguments) throws Exception {
    try (var client = Admin.create(Map.of("bootstrap.servers", arguments[0], "request.timeout.ms", 10_000, "default.api.timeout.ms", 20_000))) {
      clients[0] = client;
      part("cluster, quorum, features", AdminTest::describeTheCluster);
      part("create topics", AdminTest::createTopics);
      part("configuration", AdminTest::alterConfigs);
      part("reassignment", AdminTest::move);
      part("elections", AdminTest::elect);
      part("create partitions", AdminTest::grow);
      part("quotas", AdminTest::quotas);
      part("delete records", () -> deleteRecords(arguments[0]));
      part("delete topics", AdminTest::deleteTopics);
    }
    require(failures == 0, failures + " parts failed");
    System.out.println("admin client: all agreed");
  }
}
