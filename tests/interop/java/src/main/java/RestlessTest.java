// The Java client in a cluster that fails and is restarted broker by broker: its default idempotent producer
// writes with acks=all until the file STOP is there; then everything is read back: each record once, in order.
// Usage: RestlessTest BOOTSTRAP TOPIC STOP. Exits 0 only if nothing is missing.
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

public class RestlessTest {
  static final int PARTITIONS = 3;

  static void require(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  static int produce(String bootstrap, String topic, Path stop) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 2,
        "reconnect.backoff.max.ms", 200, "delivery.timeout.ms", 60_000, "request.timeout.ms", 20_000);
    var sent = new ArrayList<Future<RecordMetadata>>();
    try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new IntegerSerializer())) {
      while (!Files.exists(stop)) {
        for (int i = 0; i < 20; ++i) {
          int number = sent.size();
          sent.add(producer.send(new ProducerRecord<>(topic, number % PARTITIONS, null, number)));
        }
        Thread.sleep(10);
      }
      for (int i = 0; i < sent.size(); ++i)
        require(sent.get(i).get().offset() == i / PARTITIONS, "offset of record " + i);
    }
    return sent.size();
  }

  static void consume(String bootstrap, String topic, int records) {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false);
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new IntegerDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (int p = 0; p < PARTITIONS; ++p) partitions.add(new TopicPartition(topic, p));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      int seen = 0;
      long deadline = System.currentTimeMillis() + 60_000;
      while (seen < records && System.currentTimeMillis() < deadline)
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          require(record.value() == record.offset() * PARTITIONS + record.partition(),
              "partition " + record.partition() + ", offset " + record.offset() + ": " + record.value());
          ++seen;
        }
      require(seen == records, seen + " of " + records + " records are there");
      long ends = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      require(ends == records, ends + " records in the logs");
    }
  }

  public static void main(String[] arguments) throws Exception {
    int records = produce(arguments[0], arguments[1], Path.of(arguments[2]));
    consume(arguments[0], arguments[1], records);
    System.out.println("Java client: " + records
        + " records through kills, a move and a rolling restart: 0 lost, 0 repeated, in order");
  }
}
