// What kafka-consumer-perf-test measures, without a group: partitions are assigned, read from the beginning, and records counted.
// Usage: ReadPerformance BOOTSTRAP TOPIC RECORDS. Prints records/s and MB/s (2^20 bytes of values) from the first poll that brings some.
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class ReadPerformance {
  public static void main(String[] arguments) {
    long wanted = Long.parseLong(arguments[2]);
    Map<String, Object> config = Map.of("bootstrap.servers", arguments[0], "enable.auto.commit", false, "check.crcs", false,
        "receive.buffer.bytes", 2 * 1024 * 1024, "fetch.max.bytes", 52428800);
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(arguments[1]).stream().map(info -> new TopicPartition(arguments[1], info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long records = 0, bytes = 0, begun = 0;
      long deadline = System.nanoTime() + 120_000_000_000L;
      while (records < wanted && System.nanoTime() < deadline) {
        long before = System.nanoTime();
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          ++records;
          bytes += record.value().length;
        }
        if (begun == 0 && records > 0) begun = before;
      }
      if (records < wanted) throw new AssertionError(records + " of " + wanted + " records");
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(Locale.ROOT, "%d records read, %.1f records/sec (%.2f MB/sec)%n", records, records / seconds, bytes / 1048576.0 / seconds);
    }
  }
}
