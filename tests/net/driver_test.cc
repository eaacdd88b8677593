#include "tests/net/client.h"
#include "tests/net/nodes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <numeric>
#include <unistd.h>

namespace fl::net {
namespace {

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>('a' + i % 23);
  return text;
}

TEST(Driver, EchoesWhatIsSent) {
  Running running(EchoNode{}, one_listener());
  Client client(running.port());
  const std::string text = pattern(100'000);
  std::thread sender([&] { ASSERT_TRUE(client.send(text)); });
  EXPECT_EQ(client.receive(text.size()), text);
  sender.join();
  running.stop();
  EXPECT_EQ(running.status.code, 0);
  EXPECT_EQ(running.status.why, "asked");
}

TEST(Driver, AnswersAGrantOnceWithWhatItAskedFor) {
  std::vector<std::size_t> sizes;
  Running running(ScriptNode{[&](Context& context, const Input& input) {
                    if (const auto* accepted = std::get_if<Accepted>(&input))
                      context.emit(Receive{accepted->conn, 4, 4});
                    if (const auto* received = std::get_if<Received>(&input)) {
                      sizes.push_back(received->bytes.size());
                      if (sizes.size() == 1)
                        context.emit(Receive{received->conn, 300'000, 300'000});
                      else
                        context.emit(Send{.conn = received->conn, .parts = {received->bytes}});
                    }
                  }},
                  one_listener());
  Client client(running.port());
  const std::string text = pattern(300'000);
  ASSERT_TRUE(client.send("ab"));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ASSERT_TRUE(client.send("cd" + text + "and more than was granted"));
  EXPECT_EQ(client.receive(text.size()), text);
  running.stop();
  EXPECT_EQ(sizes, (std::vector<std::size_t>{4, 300'000}));
}

TEST(Driver, SaysThatTheStreamEnded) {
  std::atomic<bool> was_closed = false;
  Running running(ScriptNode{[&](Context& context, const Input& input) {
                    if (const auto* accepted = std::get_if<Accepted>(&input))
                      context.emit(Receive{accepted->conn, 100, 100});
                    if (const auto* closed = std::get_if<Closed>(&input)) {
                      was_closed = closed->why == CloseReason::end_of_stream;
                      context.emit(Exit{7, "closed"});
                    }
                  }},
                  one_listener());
  {
    Client client(running.port());
  }
  running.join();
  EXPECT_TRUE(was_closed);
  EXPECT_EQ(running.status.code, 7);
}

TEST(Driver, HangsUpAfterWhatWasSent) {
  Running running(
      ScriptNode{[](Context& context, const Input& input) {
        if (const auto* accepted = std::get_if<Accepted>(&input)) {
          context.emit(Send{.conn = accepted->conn, .parts = {Slice(pattern(3'000'000))}});
          context.emit(Hang{.conn = accepted->conn});
        }
      }},
      one_listener());
  Client client(running.port());
  EXPECT_EQ(client.receive(4'000'000), pattern(3'000'000));
}

TEST(Driver, FiresATimerOnceAtItsDeadlineAndNotWhenArmedAnew) {
  std::vector<std::int64_t> fired;
  Instant begun;
  Running running(ScriptNode{[&](Context& context, const Input& input) {
                    constexpr std::int64_t kMs = kNanosecondsPerMillisecond;
                    if (std::holds_alternative<Boot>(input)) {
                      begun = context.now;
                      context.emit(Arm{TimerId(1), context.now + 5 * kMs});
                      context.emit(Arm{TimerId(2), context.now + 10 * kMs});
                      context.emit(Arm{TimerId(3), context.now + 10 * kMs});
                      context.emit(Arm{TimerId(1), context.now + 20 * kMs});
                      context.emit(Disarm{TimerId(2)});
                      context.emit(Arm{TimerId(4), context.now + 60 * kMs});
                    }
                    if (const auto* one = std::get_if<Fired>(&input)) {
                      fired.push_back(one->timer.value);
                      EXPECT_GE(context.now - begun, (one->timer.value == 3 ? 10 : 20) * kMs);
                      if (one->timer.value == 4) context.emit(Exit{0, ""});
                    }
                  }},
                  one_listener());
  running.join();
  EXPECT_EQ(fired, (std::vector<std::int64_t>{3, 1, 4}));
}

TEST(Driver, TellsWhenWhatWasSentIsWithTheKernel) {
  std::int64_t credit = 0;
  Running running(
      ScriptNode{[&](Context& context, const Input& input) {
        if (const auto* accepted = std::get_if<Accepted>(&input))
          context.emit(
              Send{.conn = accepted->conn, .parts = {Slice(pattern(5'000'000))}, .tell = true});
        if (const auto* writable = std::get_if<Writable>(&input)) {
          credit = writable->credit;
          context.emit(Exit{0, ""});
        }
      }},
      one_listener());
  Client client(running.port());
  EXPECT_EQ(client.receive(5'000'000), pattern(5'000'000));
  running.join();
  EXPECT_EQ(credit, 5'000'000);
}

TEST(Driver, ClosesAReaderWhoIsTooSlowForItsLimit) {
  DriverOptions options = one_listener();
  options.limits.unsent_bytes_max = 8 << 20;
  std::atomic<int> why = -1;
  Running running(
      ScriptNode{[&](Context& context, const Input& input) {
        if (const auto* accepted = std::get_if<Accepted>(&input))
          for (int i = 0; i < 64; ++i)
            context.emit(Send{.conn = accepted->conn, .parts = {Slice(pattern(1 << 20))}});
        if (const auto* closed = std::get_if<Closed>(&input)) {
          why = static_cast<int>(closed->why);
          context.emit(Exit{0, ""});
        }
      }},
      options);
  const Client client(running.port());
  running.join();
  EXPECT_EQ(why, static_cast<int>(CloseReason::limit));
}

TEST(Driver, ReadsNothingOfAPeerWhoDoesNotReadItsAnswers) {
  // Each request of one byte is answered with 256 KiB. Were requests read on and on, the answers
  // would pile up to the limit.
  std::atomic<int> requests = 0;
  std::atomic<bool> was_closed = false;
  Running running(
      ScriptNode{[&](Context& context, const Input& input) {
        if (const auto* accepted = std::get_if<Accepted>(&input))
          context.emit(Receive{accepted->conn, 1, 1});
        if (const auto* received = std::get_if<Received>(&input)) {
          ++requests;
          context.emit(Send{.conn = received->conn, .parts = {Slice(pattern(256 << 10))}});
          context.emit(Receive{received->conn, 1, 1});
        }
        if (std::holds_alternative<Closed>(input)) was_closed = true;
      }},
      one_listener());
  Client client(running.port());
  ASSERT_TRUE(client.send(std::string(400, 'x')));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const int before = requests;
  EXPECT_LT(before, 100);
  EXPECT_FALSE(was_closed);
  // And once the peer reads, everything is answered.
  EXPECT_EQ(client.receive(std::size_t{400} * (256 << 10)).size(), std::size_t{400} * (256 << 10));
  EXPECT_EQ(requests, 400);
}

TEST(Driver, DialsAnotherNode) {
  Running echo(EchoNode{}, one_listener());
  const std::uint16_t port = echo.port();
  std::string answer;
  Running running(
      ScriptNode{[&](Context& context, const Input& input) {
        if (std::holds_alternative<Boot>(input))
          context.emit(Dial{.conn = ConnId(-1), .host = "localhost", .port = port});
        if (const auto* connected = std::get_if<Connected>(&input)) {
          ASSERT_EQ(connected->error, ConnectError::none);
          context.emit(Send{.conn = connected->conn, .parts = {Slice::literal("hello")}});
          context.emit(Receive{connected->conn, 5, 5});
        }
        if (const auto* received = std::get_if<Received>(&input)) {
          answer = received->bytes.text();
          context.emit(Exit{0, ""});
        }
      }},
      one_listener());
  running.join();
  EXPECT_EQ(answer, "hello");
}

TEST(Driver, SaysThatADialWasRefused) {
  std::uint16_t unused = 0;
  {
    Running gone(EchoNode{}, one_listener());
    unused = gone.port();
  }
  ConnectError error = ConnectError::none;
  Running running(ScriptNode{[&](Context& context, const Input& input) {
                    if (std::holds_alternative<Boot>(input))
                      context.emit(Dial{.conn = ConnId(-1), .host = "127.0.0.1", .port = unused});
                    if (const auto* connected = std::get_if<Connected>(&input)) {
                      error = connected->error;
                      context.emit(Exit{0, ""});
                    }
                  }},
                  one_listener());
  running.join();
  EXPECT_EQ(error, ConnectError::refused);
}

TEST(Driver, RefusesConnectionsWhileAListenerIsClosed) {
  Running running(EchoNode{}, one_listener());
  const std::uint16_t port = running.port();
  std::atomic<int> done = 0;
  running.driver->post([&] {
    EXPECT_TRUE(running.driver->set_listening(ListenerId(0), false));
    ++done;
  });
  while (done < 1)
    std::this_thread::yield();
  EXPECT_FALSE(Client(port).is_connected());
  running.driver->post([&] {
    EXPECT_TRUE(running.driver->set_listening(ListenerId(0), true));
    ++done;
  });
  while (done < 2)
    std::this_thread::yield();
  Client client(port);
  ASSERT_TRUE(client.send("back"));
  EXPECT_EQ(client.receive(4), "back");
}

TEST(Driver, SaysThatAPortIsInUse) {
  Running first(EchoNode{}, one_listener());
  DriverOptions options = one_listener();
  options.listeners.front().port = first.port();
  const auto second = Driver::start(NodeHost::of(EchoNode{}), options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, StartFailure::listener);
  EXPECT_EQ(second.error().text, "cannot listen on 127.0.0.1:" + std::to_string(first.port()) +
                                     ": Address already in use");
}

TEST(Driver, RefusesADirectoryThatAnotherBrokerHolds) {
  const TemporaryFolder folder;
  DriverOptions options = one_listener();
  options.directories = {folder / "log"};
  Running first(EchoNode{}, options);
  const auto second = Driver::start(NodeHost::of(EchoNode{}), options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, StartFailure::directory_locked);
  EXPECT_EQ(second.error().text,
            "another broker is running on the log directory " + (folder / "log"));
}

}  // namespace
}  // namespace fl::net
