#include "tests/core/broker/harness/bench.h"

#include "core/base/assert.h"
#include "core/base/writer.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace fl::broker {

Bench::Bench(Properties properties)
    : properties_{{"node.id", "1"},
                  {"process.roles", "broker,controller"},
                  {"listeners", "PLAINTEXT://a.example:9092,CONTROLLER://a.example:9093"},
                  {"advertised.listeners", "PLAINTEXT://a.example:9092"},
                  {"controller.listener.names", "CONTROLLER"},
                  {"controller.quorum.voters", "1@a.example:9093"},
                  {"listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"},
                  {"log.dirs", "data"}} {
  properties_.insert(properties_.end(), properties.begin(), properties.end());
  boot();
}

void Bench::boot() {
  broker_ = Broker();
  clients_.clear();
  timers_.clear();
  inputs_.clear();
  files.answers.clear();
  exit.reset();
  Boot input{.incarnation = ++incarnation_,
             .config = properties_,
             .listeners = {{ListenerId(0), "PLAINTEXT", "a.example", 9092},
                           {ListenerId(1), "CONTROLLER", "a.example", 9093}},
             .directories = {files.list("data")}};
  give(input);
}

void Bench::give(const Input& input) {
  inputs_.push_back(input);
  settle();
}

void Bench::settle() {
  while (true) {
    if (inputs_.empty() && !is_disk_held && !files.answers.empty()) {
      inputs_.push_back(files.answers.front());
      files.answers.pop_front();
    }
    if (inputs_.empty()) return;
    const Input input = std::move(inputs_.front());
    inputs_.pop_front();
    std::vector<Effect> effects;
    std::vector<StepId> causes;
    Context context{NodeId(1), incarnation_,     now,   wall, draw_, effects,
                    nullptr,   StepId(++steps_), causes};
    broker_.step(context, input);
    for (const Effect& effect : effects)
      take(effect);
  }
}

void Bench::take(const Effect& effect) {
  all_effects.push_back(effect);
  if (const auto* receive = std::get_if<Receive>(&effect)) {
    Client& client = clients_.at(receive->conn);
    FL_ASSERT(client.at_most == 0);
    client.at_least = receive->at_least;
    client.at_most = receive->at_most;
    grant(client);
  } else if (const auto* sent = std::get_if<Send>(&effect)) {
    Client& client = clients_.at(sent->conn);
    for (const Part& part : sent->parts) {
      const ByteVector bytes = std::holds_alternative<FileRange>(part)
                                   ? files.bytes_of(std::get<FileRange>(part))
                                   : ByteVector(std::get<Slice>(part).span().begin(),
                                                std::get<Slice>(part).span().end());
      client.received.insert(client.received.end(), bytes.begin(), bytes.end());
    }
  } else if (const auto* hang = std::get_if<Hang>(&effect)) {
    clients_.at(hang->conn).is_closed = true;
  } else if (const auto* arm = std::get_if<Arm>(&effect)) {
    timers_[arm->timer] = arm->deadline;
  } else if (const auto* disarm = std::get_if<Disarm>(&effect)) {
    timers_.erase(disarm->timer);
  } else if (const auto* left = std::get_if<Exit>(&effect)) {
    exit = *left;
  } else {
    files.perform(effect);
  }
}

void Bench::grant(Client& client) {
  if (client.at_most == 0 || client.is_closed) return;
  if (static_cast<std::int64_t>(client.unread.size()) < client.at_least) return;
  const auto size = static_cast<std::ptrdiff_t>(
      std::min(static_cast<std::int64_t>(client.unread.size()), client.at_most));
  ByteVector bytes(client.unread.begin(), client.unread.begin() + size);
  client.unread.erase(client.unread.begin(), client.unread.begin() + size);
  client.at_least = 0;
  client.at_most = 0;
  inputs_.push_back(Received{client.conn, Slice(std::move(bytes))});
}

ConnId Bench::connect(std::string peer, ListenerId listener) {
  const ConnId conn(++last_conn_);
  clients_[conn] = {.conn = conn};
  give(Accepted{conn, listener, std::move(peer), ""});
  return conn;
}

void Bench::write(ConnId conn, ByteSpan bytes) {
  Client& client = clients_.at(conn);
  client.unread.insert(client.unread.end(), bytes.begin(), bytes.end());
  grant(client);
  settle();
}

std::optional<Slice> Bench::read(ConnId conn) {
  ByteVector& bytes = clients_.at(conn).received;
  if (bytes.size() < 4) return std::nullopt;
  const auto size = static_cast<std::ptrdiff_t>(load_i32(bytes, 0));
  if (static_cast<std::ptrdiff_t>(bytes.size()) < 4 + size) return std::nullopt;
  Slice payload(ByteVector(bytes.begin() + 4, bytes.begin() + 4 + size));
  bytes.erase(bytes.begin(), bytes.begin() + 4 + size);
  return payload;
}

void Bench::advance(std::int64_t milliseconds) {
  const Instant end = now + milliseconds * kNanosecondsPerMillisecond;
  while (true) {
    const auto first =
        std::min_element(timers_.begin(), timers_.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (first == timers_.end() || first->second > end) break;
    const TimerId timer = first->first;
    wall = wall + (std::max(first->second, now) - now) / kNanosecondsPerMillisecond;
    now = std::max(first->second, now);
    timers_.erase(first);
    give(Fired{timer});
  }
  wall = wall + (end - now) / kNanosecondsPerMillisecond;
  now = end;
}

void Bench::close(ConnId conn) {
  clients_.at(conn).is_closed = true;
  give(Closed{conn, CloseReason::end_of_stream});
}

void Bench::command(DescribedValue value) {
  give(Command{CommandId(1), std::move(value)});
}

void Bench::release_disk() {
  is_disk_held = false;
  settle();
}

}  // namespace fl::broker
