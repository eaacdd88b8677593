// Moves every partition of a topic of three replicas in a cluster of four brokers: the leader's replica goes, the broker that
// had none gets one and is preferred. Returns when no reassignment is left. Usage: Reassign BOOTSTRAP TOPIC.
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.common.TopicPartition;

public class Reassign {
  static List<Integer> ids(List<org.apache.kafka.common.Node> nodes) {
    return nodes.stream().map(org.apache.kafka.common.Node::id).toList();
  }

  public static void main(String[] arguments) throws Exception {
    String topic = arguments[1];
    try (var admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
      var wanted = new TreeMap<Integer, List<Integer>>();
      var moves = new HashMap<TopicPartition, Optional<NewPartitionReassignment>>();
      var brokers = new TreeSet<>(ids(new ArrayList<>(admin.describeCluster().nodes().get())));
      for (var partition : admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().partitions()) {
        var replicas = new ArrayList<>(ids(partition.replicas()));
        var unused = new TreeSet<>(brokers);
        unused.removeAll(replicas);
        replicas.remove(Integer.valueOf(partition.leader().id()));
        replicas.add(0, unused.first());
        wanted.put(partition.partition(), replicas);
        moves.put(new TopicPartition(topic, partition.partition()), Optional.of(new NewPartitionReassignment(replicas)));
      }
      admin.alterPartitionReassignments(moves).all().get();
      long deadline = System.currentTimeMillis() + 30_000;
      while (!admin.listPartitionReassignments().reassignments().get().isEmpty()) {
        if (System.currentTimeMillis() > deadline)
          throw new AssertionError("not moved: " + admin.listPartitionReassignments().reassignments().get());
        Thread.sleep(20);
      }
      for (var partition : admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().partitions())
        if (!ids(partition.replicas()).equals(wanted.get(partition.partition())))
          throw new AssertionError(partition + ", not " + wanted);
    }
  }
}
