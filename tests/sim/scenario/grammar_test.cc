#include "sim/scenario/grammar.h"

#include "sim/scenario/vocabulary.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

std::string action_error(std::string_view line) {
  const auto read = parse_action(line, {7, 3});
  return read ? "accepted" : to_text(read.error(), "x.yaml");
}

std::string entry_error(std::string_view line) {
  const auto read = parse_timeline_entry(line);
  return read ? "accepted" : to_text(read.error(), "x.yaml");
}

TEST(Grammar, ReadsACrash) {
  const auto read = parse_action("crash leader(orders-0) power-loss");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->verb, Verb::crash);
  EXPECT_EQ(read->crash, CrashSort::power_loss);
  EXPECT_EQ(read->target->node.sort, NodeSort::leader);
  EXPECT_EQ(read->target->node.partition.to_text(), "orders-0");
  EXPECT_EQ(read->text, "crash leader(orders-0) power-loss");
}

TEST(Grammar, ACrashWithoutAKindIsAProcessKill) {
  EXPECT_EQ(parse_action("crash broker(1)")->crash, CrashSort::process_kill);
}

TEST(Grammar, ATopicMayHaveHyphens) {
  EXPECT_EQ(parse_action("crash leader(my-orders-12)")->target->node.partition,
            (TopicPartition{"my-orders", PartitionIndex(12)}));
}

TEST(Grammar, ReadsAmountsAndDurations) {
  const auto throttle = parse_action("throttle disk(3) to 5KB/s for 2s");
  ASSERT_TRUE(throttle);
  EXPECT_EQ(throttle->target->sort, TargetSort::disk);
  EXPECT_EQ(throttle->target->node.id, 3);
  EXPECT_EQ(throttle->amount, 5'000);
  EXPECT_EQ(throttle->for_ns, 2'000'000'000);
  EXPECT_EQ(parse_action("slow broker(1) by x20")->amount, 20);
  EXPECT_EQ(parse_action("slow broker(1) by 20")->amount, 20);
  EXPECT_EQ(parse_action("skew clock(broker(1)) by -3h")->amount, -10'800'000'000'000);
  EXPECT_EQ(parse_action("drift clock(1) by 200ppm")->amount, 200);
}

TEST(Grammar, ReadsSelectorsOfACluster) {
  const auto follower = parse_action("crash follower(orders-0, #2)");
  ASSERT_TRUE(follower) << to_text(follower.error(), "x");
  EXPECT_EQ(follower->target->node.sort, NodeSort::follower);
  EXPECT_EQ(follower->target->node.place_among, 2);
  EXPECT_EQ(parse_action("crash follower(orders-0)")->target->node.place_among, 1);
  EXPECT_EQ(parse_action("pause controller for 3s")->target->node.id, 0);
  EXPECT_EQ(parse_action("restart controller(102)")->target->node.id, 102);
  EXPECT_EQ(parse_action("partition link(controller, brokers)")->target->group, NodeGroup::brokers);
  EXPECT_EQ(action_error("crash follower(orders-0, 2)"),
            "x.yaml:7:28: expected #1, #2 and so on, got '2'");
}

TEST(Grammar, ReadsTheNextMessage) {
  const auto drop = parse_action("drop next Produce response from broker(1) to producer(p1)");
  ASSERT_TRUE(drop) << to_text(drop.error(), "x");
  EXPECT_EQ(drop->target->sort, TargetSort::message);
  EXPECT_EQ(drop->target->api, 0);
  EXPECT_TRUE(drop->target->is_response);
  EXPECT_EQ(drop->target->other.name, "p1");
  const auto any = parse_action("delay next request from broker(2) to broker(1) by 3s");
  ASSERT_TRUE(any) << to_text(any.error(), "x");
  EXPECT_EQ(any->target->api, kAnyApi);
  EXPECT_EQ(any->amount, 3'000'000'000);
  EXPECT_EQ(action_error("drop next Prodce response from broker(1) to producer(p1)"),
            "x.yaml:7:13: unknown API 'Prodce' (did you mean 'Produce'?)");
  EXPECT_EQ(action_error("duplicate next response from broker(1) to broker(2)"),
            "x.yaml:7:3: only a request comes twice");
  EXPECT_EQ(action_error("drop broker(1)"), "x.yaml:7:8: 'drop' acts on next …");
}

TEST(Grammar, ReadsWhatTheOperatorIsAskedFor) {
  const OperatorTask elect = parse_action("elect unclean orders-0")->task;
  EXPECT_EQ(elect.kind, TaskKind::elect_unclean);
  EXPECT_EQ(elect.topic, "orders");
  const OperatorTask move = parse_action("reassign orders-1 to [2, 3, 4]")->task;
  EXPECT_EQ(move.kind, TaskKind::reassign);
  EXPECT_EQ(move.partition, PartitionIndex(1));
  EXPECT_EQ(move.replicas, (std::vector{BrokerId(2), BrokerId(3), BrokerId(4)}));
  EXPECT_EQ(parse_action("reassign orders-1 back")->task.kind, TaskKind::cancel_reassign);
  const OperatorTask set = parse_action("set topic orders retention.ms = 10s")->task;
  EXPECT_EQ(set.kind, TaskKind::set_topic_config);
  EXPECT_EQ(set.value, "10000");
  EXPECT_EQ(action_error("set topic orders min.insync.replica = 1"),
            "x.yaml:7:20: unknown property 'min.insync.replica' (did you mean "
            "'min.insync.replicas'?)");
  EXPECT_EQ(action_error("reassign orders-0 to [2, 2]"),
            "x.yaml:7:28: broker 2 stands in this list twice");
}

TEST(Grammar, ALinkHasTwoEndsAndMayBeOneWay) {
  const auto both = parse_action("partition link(producer(p1), broker(1)) for 5s");
  ASSERT_TRUE(both);
  EXPECT_FALSE(both->target->is_one_way);
  const auto one = parse_action("partition link(broker(1)->producer(p1))");
  ASSERT_TRUE(one);
  EXPECT_TRUE(one->target->is_one_way);
  EXPECT_EQ(one->target->node.id, 1);
  EXPECT_EQ(one->target->other.name, "p1");
}

TEST(Grammar, ANoteHasTextsInBothLanguages) {
  const auto note = parse_action("note {en: The lights go out, now!, zh: 停电了。}");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->note.en, "The lights go out, now!");
  EXPECT_EQ(note->note.zh, "停电了。");
  EXPECT_EQ(parse_action("note {en: 'a, zh: b'}")->note.en, "a, zh: b");
  EXPECT_EQ(action_error("note {zh: 停}"), "x.yaml:7:8: a note needs an English text (en:)");
  EXPECT_EQ(action_error("note {en: a, fr: b}"), "x.yaml:7:16: expected 'en:' or 'zh:'");
}

TEST(Grammar, EveryVerbOfTheTableCanBeSaid) {
  for (const VerbWord& verb : verb_words()) {
    std::string line(verb.word);
    if (verb.need != TargetNeed::none) {
      line += verb.takes_node    ? " broker(1)"
              : verb.takes_disk  ? " disk(1)"
              : verb.takes_clock ? " clock(1)"
              : verb.takes_link  ? " link(broker(1), producer(p1))"
                                 : " next request from broker(1) to producer(p1)";
    }
    if (verb.verb == Verb::note) line += " {en: x}";
    if (!verb.preposition.empty()) {
      line += " " + std::string(verb.preposition) + " ";
      switch (verb.unit) {
        case Unit::none:
          line += "5";
          break;
        case Unit::time:
          line += "5s";
          break;
        case Unit::size:
          line += "5B";
          break;
        case Unit::rate:
          line += "5/s";
          break;
        case Unit::size_rate:
          line += "5B/s";
          break;
        case Unit::parts_per_million:
          line += "5ppm";
          break;
        case Unit::times:
          line += "x5";
          break;
      }
    }
    if (verb.verb == Verb::elect) line += " orders-0";
    if (verb.verb == Verb::reassign) line += " orders-0 back";
    if (verb.verb == Verb::set) line += " topic orders retention.ms = 1s";
    if (verb.takes_for) line += " for 1s";
    EXPECT_EQ(action_error(line), "accepted") << line;
  }
}

TEST(Grammar, AMistypedWordIsAnErrorWithItsColumnAndTheRightSpelling) {
  EXPECT_EQ(action_error("crsh broker(1)"),
            "x.yaml:7:3: unknown action 'crsh' (did you mean 'crash'?)");
  EXPECT_EQ(action_error("crash borker(1)"),
            "x.yaml:7:9: unknown selector 'borker' (did you mean 'broker'?)");
  EXPECT_EQ(action_error("crash broker(1) power-los"),
            "x.yaml:7:19: unknown kind of crash 'power-los' (did you mean 'power-loss'?)");
  EXPECT_EQ(action_error("throttle disk(1) to 5KBs"),
            "x.yaml:7:23: unknown unit 'KBs' (did you mean 'KB'?)");
}

TEST(Grammar, SaysWhatItExpected) {
  EXPECT_EQ(action_error("throttle disk(1) to 5s"),
            "x.yaml:7:23: expected a rate such as 5KB/s, got '5s'");
  EXPECT_EQ(action_error("crash disk(1)"),
            "x.yaml:7:9: 'crash' acts on broker(…), producer(…), consumer(…), leader(…), "
            "follower(…), controller(…)");
  EXPECT_EQ(action_error("crash broker(1"), "x.yaml:7:17: expected ')', got the end of the line");
  EXPECT_EQ(action_error("restart broker(1) for 5s"), "x.yaml:7:21: 'restart' has no duration");
  EXPECT_EQ(action_error("crash leader(orders)"),
            "x.yaml:7:16: 'orders' is no partition: write topic-index, as orders-0");
  EXPECT_EQ(action_error("restart broker(1) now"),
            "x.yaml:7:21: 'now' is more than was expected here");
  EXPECT_EQ(action_error("slow broker(1) by 0"), "x.yaml:7:21: must be more than 0");
}

TEST(Grammar, ReadsTriggers) {
  EXPECT_EQ(std::get<AtTime>(parse_timeline_entry("at 5s: crash broker(1)")->trigger).at_ns,
            5'000'000'000);
  const auto when = parse_timeline_entry("when acked(p1) >= 100: crash broker(1)");
  ASSERT_TRUE(when);
  EXPECT_EQ(std::get<WhenTrue>(when->trigger).condition.text, "acked(p1) >= 100");
  const auto between = parse_timeline_entry(
      "between 10s..60s every ~2s: one of (pause broker(1) for 1s | stall disk(1) for 500ms)");
  ASSERT_TRUE(between);
  EXPECT_TRUE(std::get<Between>(between->trigger).is_about);
  EXPECT_EQ(std::get<Between>(between->trigger).every_ns, 2'000'000'000);
  ASSERT_EQ(between->actions.size(), 2u);
  EXPECT_EQ(between->actions[1].text, "stall disk(1) for 500ms");
}

TEST(Grammar, RefusesImpossibleTriggers) {
  EXPECT_EQ(entry_error("att 5s: crash broker(1)"),
            "x.yaml:1:1: unknown trigger 'att' (did you mean 'at'?)");
  EXPECT_EQ(entry_error("at 5s crash broker(1)"), "x.yaml:1:7: expected ':', got 'crash'");
  EXPECT_EQ(entry_error("between 9s..3s every 1s: heal all"),
            "x.yaml:1:13: the span ends before it begins");
}

TEST(Grammar, ReadsConditions) {
  const auto list = parse_condition("isr(orders-0) = [1, 2, 3]");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->right, (std::vector<std::int64_t>{1, 2, 3}));
  const auto two = parse_condition("survived(p1) = acked(p1)");
  ASSERT_TRUE(two);
  EXPECT_EQ(two->right_measure->sort, MeasureSort::acked);
  EXPECT_EQ(parse_condition("leader(orders-0) changes")->relation, Relation::changes);
  EXPECT_EQ(parse_condition("slowest_ack(p1) <= 50ms")->right[0], 50'000'000);
  EXPECT_FALSE(parse_condition("slowest_ack(p1) <= 50"));
  EXPECT_FALSE(parse_condition("slowest_ack(p1) = acked(p1)"));
}

TEST(Grammar, ReadsExpectations) {
  const auto never = parse_expectation("never acked-record-lost");
  ASSERT_TRUE(never);
  EXPECT_EQ(never->check, "acked-record-lost");
  const auto eventually = parse_expectation("eventually isr(orders-0) = [1] within 60s");
  ASSERT_TRUE(eventually);
  EXPECT_EQ(eventually->within_ns, 60'000'000'000);
  EXPECT_EQ(to_text(parse_expectation("never acked-record-lst").error(), "x.yaml"),
            "x.yaml:1:7: unknown check 'acked-record-lst' (did you mean 'acked-record-lost'?)");
  EXPECT_EQ(to_text(parse_expectation("finaly lost(p1) = 0").error(), "x.yaml"),
            "x.yaml:1:1: unknown expectation 'finaly' (did you mean 'finally'?)");
}

TEST(Grammar, NoLineCrashesTheParser) {
  const std::string line = "between 10s..60s every ~2s: one of (note {en: 'a'} | heal all)";
  for (std::size_t cut = 0; cut <= line.size(); ++cut) {
    (void)parse_timeline_entry(line.substr(0, cut));
    (void)parse_timeline_entry(line.substr(cut));
    for (const char c : {'(', ')', '{', '"', '~', '.', '\xff', '\0'}) {
      std::string changed = line;
      changed.insert(cut, 1, c);
      (void)parse_timeline_entry(changed);
    }
  }
  EXPECT_FALSE(parse_action(std::string(5'000, 'a')));
}

}  // namespace
}  // namespace fl::sim
