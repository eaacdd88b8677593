// The Java client against a broker: creates a topic, writes 10,000 records with its default idempotent
// producer, reads them back by assignment and seek, lists offsets by time, uses the admin calls, deletes.
// Usage: ClientTest BOOTSTRAP. Exits 0 only if everything agreed.
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.*;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.*;

public class ClientTest {
  static final int RECORDS = 10_000;
  static final int PARTITIONS = 3;
  static final long FIRST_TIMESTAMP = 1_700_000_000_000L;

  static void require(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  static byte[] keyOf(int i) {
    return i % 10 == 0 ? null : ("key-" + i).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] valueOf(int i) {
    return i % 13 == 0 ? null : ("value-" + i + "-" + "x".repeat(i % 100)).getBytes(StandardCharsets.UTF_8);
  }

  static ProducerRecord<byte[], byte[]> record(String topic, int i) {
    var record = new ProducerRecord<>(topic, i % PARTITIONS, FIRST_TIMESTAMP + i, keyOf(i), valueOf(i));
    if (i % 5 == 0) record.headers().add("number", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
    return record;
  }

  static Map<String, Object> with(String bootstrap, Object... pairs) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrap);
    for (int i = 0; i < pairs.length; i += 2) config.put((String) pairs[i], pairs[i + 1]);
    return config;
  }

  static void produce(String bootstrap, String topic, String codec) throws Exception {
    var config = with(bootstrap, "compression.type", codec, "linger.ms", 5);
    try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      var sent = new ArrayList<java.util.concurrent.Future<RecordMetadata>>();
      for (int i = 0; i < RECORDS; ++i) sent.add(producer.send(record(topic, i)));
      for (int i = 0; i < RECORDS; ++i)
        require(sent.get(i).get().offset() == i / PARTITIONS, codec + ": offset of record " + i);
    }
  }

  static void check(ConsumerRecord<byte[], byte[]> record) {
    int i = (int) record.offset() * PARTITIONS + record.partition();
    require(Arrays.equals(record.key(), keyOf(i)), "key of record " + i);
    require(Arrays.equals(record.value(), valueOf(i)), "value of record " + i);
    require(record.timestamp() == FIRST_TIMESTAMP + i, "timestamp of record " + i);
    Header header = record.headers().lastHeader("number");
    require((header != null) == (i % 5 == 0), "header of record " + i);
  }

  static void consume(String bootstrap, String topic) {
    var config = with(bootstrap, "auto.offset.reset", "earliest", "enable.auto.commit", false);
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (int p = 0; p < PARTITIONS; ++p) partitions.add(new TopicPartition(topic, p));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var next = new long[PARTITIONS];
      int seen = 0;
      long deadline = System.currentTimeMillis() + 60_000;
      while (seen < RECORDS && System.currentTimeMillis() < deadline)
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          require(record.offset() == next[record.partition()]++, "offsets without gaps");
          check(record);
          ++seen;
        }
      require(seen == RECORDS, "read " + seen + " of " + RECORDS);
      var middle = new TopicPartition(topic, 1);
      consumer.seek(middle, 1000);
      consumer.assign(List.of(middle));
      consumer.seek(middle, 1000);
      var found = consumer.poll(Duration.ofSeconds(10)).iterator();
      require(found.hasNext() && found.next().offset() == 1000, "seek to offset 1000");
      var byTime = consumer.offsetsForTimes(Map.of(middle, FIRST_TIMESTAMP + 3001));
      require(byTime.get(middle).offset() == 1000, "offset by timestamp");
      require(consumer.endOffsets(partitions).get(middle) == 3333, "end offset");
      require(consumer.beginningOffsets(partitions).get(middle) == 0, "beginning offset");
    }
  }

  static void administer(Admin admin, String topic) throws Exception {
    var described = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    require(described.partitions().size() == PARTITIONS, "described partitions");
    require(described.partitions().get(0).isr().size() == 1, "described ISR");
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(
        new AlterConfigOp(new ConfigEntry("retention.ms", "123456"), AlterConfigOp.OpType.SET)))).all().get();
    var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    require(config.get("retention.ms").value().equals("123456"), "altered config");
    require(config.get("retention.ms").source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, "its source");
    require(admin.describeCluster().nodes().get().size() == 1, "one node");
    var partition = new TopicPartition(topic, 0);
    var deleted = admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(10))).all();
    deleted.get();
    var earliest = admin.listOffsets(Map.of(partition, OffsetSpec.earliest())).all().get();
    require(earliest.get(partition).offset() == 10, "earliest after deleteRecords");
    var highest = admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp())).all().get();
    require(highest.get(partition).offset() == 3333, "offset of the highest timestamp");
    var producers = admin.describeProducers(List.of(partition)).all().get();
    require(producers.get(partition).activeProducers().size() >= 1, "active producers");
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();
    var more = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    require(more.partitions().size() == 5, "increased partitions");
  }

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    try (Admin admin = Admin.create(with(bootstrap))) {
      for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
        String topic = "java-" + codec;
        var fresh = new NewTopic(topic, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"));
        admin.createTopics(List.of(fresh)).all().get();
        produce(bootstrap, topic, codec);
        consume(bootstrap, topic);
        if (codec.equals("none")) administer(admin, topic);
        System.out.println("java client, " + codec + ": " + RECORDS + " records equal");
      }
      try {
        admin.createTopics(List.of(new NewTopic("java-none", 1, (short) 1))).all().get();
        throw new AssertionError("a topic was created twice");
      } catch (java.util.concurrent.ExecutionException e) {
        require(e.getCause() instanceof TopicExistsException, "TopicExistsException, not " + e.getCause());
      }
      var topics = admin.listTopics().names().get();
      require(topics.contains("java-zstd"), "listed topics");
      admin.deleteTopics(List.of("java-none", "java-gzip", "java-snappy", "java-lz4", "java-zstd")).all().get();
      require(!admin.listTopics().names().get().contains("java-zstd"), "deleted topics");
    }
    System.out.println("java client: all agreed");
  }
}
