// `faultline broker` as its user meets it: ready line, clean end, and one clear line and a
// documented exit status for everything that can be wrong at the start.
#include "tests/cli/broker/broker_process.h"
#include "tests/net/client.h"

#include <gtest/gtest.h>

#include <csignal>
#include <unistd.h>

namespace fl {
namespace {

using net::Client;
using net::TemporaryFolder;

std::vector<std::string> on(const std::string& directory, std::uint16_t port = 0) {
  return {"-o", "node.id=1",
          "-o", "process.roles=broker,controller",
          "-o", "log.dirs=" + directory,
          "-o", "listeners=PLAINTEXT://127.0.0.1:" + std::to_string(port)};
}

std::vector<std::string> with(std::vector<std::string> arguments, const std::string& property) {
  arguments.insert(arguments.end(), {"-o", property});
  return arguments;
}

/// ApiVersions version 0, correlation id 7, without a client id.
const std::string kApiVersions("\0\0\0\x0a\0\x12\0\0\0\0\0\x07\xff\xff", 14);

bool is_served(std::uint16_t port) {
  Client client(port);
  if (!client.is_connected() || !client.send(kApiVersions)) return false;
  const std::string start = client.receive(10);
  // Size, correlation id 7, error code 0.
  return start.size() == 10 && start.substr(4) == std::string("\0\0\0\x07\0\0", 6);
}

TEST(BrokerCommand, ServesAndEndsCleanlyOnATerm) {
  const TemporaryFolder folder;
  BrokerProcess broker(on(folder / "log"));
  ASSERT_TRUE(broker.wait_until_ready()) << broker.complaints();
  EXPECT_TRUE(is_served(broker.port()));
  broker.signal(SIGTERM);
  EXPECT_EQ(broker.wait_for_end(), 0) << broker.complaints();
  EXPECT_TRUE(std::filesystem::exists(folder / "log/.kafka_cleanshutdown"));
}

TEST(BrokerCommand, StartsAgainOnItsDirectoryAfterAKill) {
  const TemporaryFolder folder;
  {
    BrokerProcess broker(on(folder / "log"));
    ASSERT_TRUE(broker.wait_until_ready());
    broker.signal(SIGKILL);
    EXPECT_EQ(broker.wait_for_end(), -1);
  }
  BrokerProcess again(on(folder / "log"));
  ASSERT_TRUE(again.wait_until_ready()) << again.complaints();
  EXPECT_TRUE(is_served(again.port()));
}

TEST(BrokerCommand, SaysThatItsPortIsInUse) {
  const TemporaryFolder folder;
  BrokerProcess first(on(folder / "one"));
  ASSERT_TRUE(first.wait_until_ready());
  BrokerProcess second(on(folder / "two", first.port()));
  EXPECT_EQ(second.wait_for_end(), 74);
  EXPECT_NE(second.complaints().find("cannot listen on 127.0.0.1:" + std::to_string(first.port()) +
                                     ": Address already in use"),
            std::string::npos)
      << second.complaints();
}

TEST(BrokerCommand, RefusesADirectoryOfARunningBroker) {
  const TemporaryFolder folder;
  BrokerProcess first(on(folder / "log"));
  ASSERT_TRUE(first.wait_until_ready());
  BrokerProcess second(on(folder / "log"));
  EXPECT_EQ(second.wait_for_end(), 74);
  EXPECT_NE(second.complaints().find("another broker is running on the log directory"),
            std::string::npos)
      << second.complaints();
  EXPECT_TRUE(is_served(first.port()));
}

TEST(BrokerCommand, SaysThatItsDirectoryCannotBeMade) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "in the way";
  BrokerProcess broker(on(folder / "file/log"));
  EXPECT_EQ(broker.wait_for_end(), 74);
  EXPECT_NE(broker.complaints().find("cannot make the log directory"), std::string::npos)
      << broker.complaints();
}

TEST(BrokerCommand, SaysThatItsDiskIsFull) {
  const TemporaryFolder folder;
  // meta.properties does not fit.
  BrokerProcess broker(on(folder / "log"), 50);
  EXPECT_EQ(broker.wait_for_end(), 74);
  EXPECT_NE(broker.complaints().find("no_space"), std::string::npos) << broker.complaints();
}

TEST(BrokerCommand, NamesABadValue) {
  const TemporaryFolder folder;
  BrokerProcess broker(with(on(folder / "log"), "num.partitions=many"));
  EXPECT_EQ(broker.wait_for_end(), 78);
  EXPECT_NE(broker.complaints().find("num.partitions"), std::string::npos) << broker.complaints();
}

TEST(BrokerCommand, WarnsOfAnUnknownPropertyWithTheNearestName) {
  const TemporaryFolder folder;
  BrokerProcess broker(with(on(folder / "log"), "num.partition=3"));
  ASSERT_TRUE(broker.wait_until_ready()) << broker.complaints();
  EXPECT_NE(broker.complaints().find("num.partitions"), std::string::npos) << broker.complaints();
}

TEST(BrokerCommand, ClosesGarbageAndServesOthers) {
  const TemporaryFolder folder;
  BrokerProcess broker(on(folder / "log"));
  ASSERT_TRUE(broker.wait_until_ready());
  Client lies(broker.port());
  ASSERT_TRUE(lies.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_TRUE(lies.is_ended());
  Client oversized(broker.port());
  ASSERT_TRUE(oversized.send(std::string("\x7f\xff\xff\xff", 4)));
  EXPECT_TRUE(oversized.is_ended());
  Client negative(broker.port());
  ASSERT_TRUE(negative.send(std::string("\xff\xff\xff\xff", 4)));
  EXPECT_TRUE(negative.is_ended());
  EXPECT_TRUE(is_served(broker.port()));
}

TEST(BrokerCommand, KeepsItsMemoryWhenTenThousandAnnounceMuchAndSendLittle) {
  constexpr int kConnections = 10'000;
  constexpr std::int64_t kBudgetBytes = 64 << 20;
  constexpr std::int64_t kRestBytes = 128 << 20;
  const TemporaryFolder folder;
  BrokerProcess broker(
      with(on(folder / "log"), "queued.max.request.bytes=" + std::to_string(kBudgetBytes)));
  ASSERT_TRUE(broker.wait_until_ready()) << broker.complaints();
  // 99 MiB announced, 60 KB sent.
  const std::string opening = std::string("\x06\x30\0\0", 4) + std::string(60'000, 'x');
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < kConnections; ++i) {
    auto client = std::make_unique<Client>(broker.port());
    if (!client->is_connected()) break;
    // What the kernel's buffers do not take, the broker has refused to read.
    [[maybe_unused]] const ssize_t sent =
        ::send(client->fd(), opening.data(), opening.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    clients.push_back(std::move(client));
    if (i % 1000 == 999) {
      EXPECT_TRUE(is_served(broker.port())) << "after " << i;
    }
  }
  EXPECT_GT(clients.size(), 9'000U) << "the machine allows too few descriptors";
  EXPECT_TRUE(is_served(broker.port()));
  EXPECT_LT(broker.resident_bytes(), kBudgetBytes + kRestBytes);
  clients.clear();
  EXPECT_TRUE(is_served(broker.port()));
  broker.signal(SIGTERM);
  EXPECT_EQ(broker.wait_for_end(), 0) << broker.complaints();
}

}  // namespace
}  // namespace fl
