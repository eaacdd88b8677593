// See player.h.
#include "tests/behaviour/driver/player.h"

#include "tests/behaviour/driver/answer.h"
#include "tests/behaviour/driver/match.h"
#include "tests/behaviour/driver/served.h"

#include <deque>
#include <map>
#include <stdexcept>

namespace fl::behaviour {
namespace {

constexpr std::int64_t kAnswerWaitMs = 8000;
constexpr std::int64_t kUntilWaitMs = 15000;
constexpr std::int64_t kUntilEveryMs = 50;
constexpr std::int64_t kCloseWaitMs = 8000;

std::runtime_error failed(const std::string& what) {
  return std::runtime_error(what);
}

class Player {
 public:
  Player(Transport& transport, const std::string& run) : transport_(transport) {
    variables_.set("run", run);
    variables_.set("host", transport.host());
    variables_.set("port", transport.port());
  }

  /// `is_compared`: whether the answer must be Kafka's.
  void play(const Json& step, bool is_compared) {
    const auto what = step.at("do").get<std::string>();
    const auto on = step.value("on", std::string("A"));
    if (what == "call") return call(step, on, is_compared);
    if (what == "send") return send(step, on);
    if (what == "receive") return receive(step, on, is_compared);
    if (what == "raw") return transport_.send(on, raw_bytes(step.at("hex")));
    if (what == "receiveRaw") return receive_raw(step, on);
    if (what == "closed") return expect_closed(on);
    if (what == "silence") return expect_silence(on, step.at("forMs"));
    if (what == "sleep") return transport_.sleep(step.at("ms"));
    if (what == "close") return transport_.close(on);
    throw failed("unknown step " + what);
  }

 private:
  static ByteVector raw_bytes(const std::string& hex) {
    ByteVector bytes;
    if (!from_hex(hex, bytes)) throw failed("not hexadecimal");
    return bytes;
  }

  static Awaited awaited_by(const Json& step) {
    return {.api = step.at("api"),
            .version = step.at("version"),
            .header_version = step.at("responseHeaderVersion"),
            .correlation_id = step.at("correlationId")};
  }

  Slice next_frame(const std::string& on, std::int64_t wait_ms) {
    const Received received = transport_.receive(on, wait_ms);
    if (received.outcome == Outcome::closed) throw failed("the broker closed the connection");
    if (received.outcome == Outcome::nothing) throw failed("no answer");
    return received.frame;
  }

  void send(const Json& step, const std::string& on) {
    transport_.send(on, request_frame(step, variables_));
    if (step.value("answered", true)) awaited_[on].push_back(awaited_by(step));
  }

  void compare(const Json& step, const std::string& api, const Json& answer) {
    const Json expected = as_far_as_served(api, step.at("expect"));
    if (auto difference = mismatch(expected, answer, variables_)) throw failed(*difference);
  }

  void capture(const Json& step, const Json& answer) {
    const Json wanted = step.value("capture", Json::object());
    for (const auto& [name, path] : wanted.items()) {
      const Json* const found = at_path(answer, path.get<std::string>());
      if (found != nullptr) variables_.set(name, *found);
    }
  }

  void call(const Json& step, const std::string& on, bool is_compared) {
    const std::int64_t wait_ms = step.value("timeoutMs", kAnswerWaitMs);
    const std::int64_t every_ms = step.value("everyMs", kUntilEveryMs);
    const Json until = step.value("until", Json::array());
    for (std::int64_t waited_ms = 0;; waited_ms += every_ms) {
      transport_.send(on, request_frame(step, variables_));
      const Json answer = answer_of(next_frame(on, wait_ms), awaited_by(step));
      capture(step, answer);
      const bool is_there = std::ranges::all_of(
          until, [&](const Json& each) { return holds(each, answer, variables_); });
      if (is_there) {
        if (is_compared && step.contains("expect")) compare(step, step.at("api"), answer);
        return;
      }
      if (waited_ms >= step.value("untilMs", kUntilWaitMs))
        throw failed("never became as it must: " + until.dump() + " in " + answer.dump());
      transport_.sleep(every_ms);
    }
  }

  void receive(const Json& step, const std::string& on, bool is_compared) {
    Awaited awaited;
    if (step.contains("as")) {
      awaited = named_by(step["as"]);
    } else {
      if (awaited_[on].empty()) throw failed("nothing was asked");
      awaited = awaited_[on].front();
      awaited_[on].pop_front();
    }
    const Slice frame = next_frame(on, step.value("timeoutMs", kAnswerWaitMs));
    const Json answer = answer_of(frame, awaited);
    capture(step, answer);
    if (is_compared) compare(step, awaited.api, answer);
  }

  static Awaited named_by(const Json& as) {
    return {.api = as.at("api"),
            .version = as.at("version"),
            .header_version = response_header_version_of(as.at("api"), as.at("version")),
            .correlation_id = as.at("correlationId")};
  }

  void receive_raw(const Json& step, const std::string& on) {
    const Slice frame = next_frame(on, kAnswerWaitMs);
    if (to_hex(frame) != step.at("expectHex"))
      throw failed("expected " + step.at("expectHex").get<std::string>() + ", got " +
                   to_hex(frame));
  }

  void expect_closed(const std::string& on) {
    const Received received = transport_.receive(on, kCloseWaitMs);
    if (received.outcome == Outcome::nothing) throw failed("the connection stays open");
    if (received.outcome == Outcome::frame)
      throw failed("an answer instead of the end: " + to_hex(received.frame));
  }

  void expect_silence(const std::string& on, std::int64_t ms) {
    const Received received = transport_.receive(on, ms);
    if (received.outcome == Outcome::closed) throw failed("the broker closed the connection");
    if (received.outcome == Outcome::frame)
      throw failed("an answer instead of silence: " + to_hex(received.frame));
  }

  Transport& transport_;
  Variables variables_;
  std::map<std::string, std::deque<Awaited>> awaited_;
};

std::string title_of(const Json& step, std::size_t index, std::string_view part) {
  std::string title =
      std::string(part) + " " + std::to_string(index) + " " + step.at("do").get<std::string>();
  if (step.contains("api"))
    title += " " + step["api"].get<std::string>() + " v" + step["version"].dump();
  return title;
}

std::optional<std::string> play_all(Player& player, const std::vector<Json>& steps,
                                    bool is_compared, std::string_view part) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    try {
      player.play(steps[i], is_compared);
    } catch (const std::exception& error) {
      return title_of(steps[i], i, part) + ": " + error.what();
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> play(const Case& played, Transport& transport, const std::string& run) {
  Player player(transport, run);
  auto difference = play_all(player, played.setup, false, "setup");
  if (!difference) difference = play_all(player, played.steps, true, "step");
  transport.close_all();
  return difference;
}

}  // namespace fl::behaviour
