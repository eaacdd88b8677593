// The tricks, one per check. Each works on the partition orders-0.
#pragma once
#include "core/base/writer.h"
#include "tests/saboteurs/sabotage.h"

#include <set>

namespace fl::sim {

inline bool is_orders_log(const std::string& path) {
  return path.find("orders-0/") != std::string::npos && path.ends_with(".log");
}

inline ByteVector joined(const Parts& parts) {
  ByteVector all;
  for (const Part& part : parts)
    if (const auto* slice = std::get_if<Slice>(&part))
      all.insert(all.end(), slice->span().begin(), slice->span().end());
  return all;
}

/// offset-gap: the tenth batch is stored with an offset that is one too high.
struct ShiftOffset : Trick {
  int appends = 0;

  void on_effects(Stage& stage, std::vector<Effect>& effects, std::size_t first) {
    for (std::size_t i = first; i < effects.size(); ++i) {
      auto* append = std::get_if<Append>(&effects[i]);
      if (append == nullptr || !is_orders_log(stage.path_of(append->file))) continue;
      if (++appends != 10) continue;
      ByteVector bytes = joined(append->parts);
      ++bytes[7];
      append->parts = {Slice(std::move(bytes))};
    }
  }
};

/// Knows when nothing is on its way to the log of orders-0, and how large it is.
struct QuietLog : Trick {
  std::set<OpId> appends;
  FileId file;
  std::int64_t size = 0;
  Slice last;
  std::int64_t appended = 0;

  bool on_input(Stage&, const Input& input) {
    const auto* done = std::get_if<Done>(&input);
    if (done == nullptr) return true;
    if (is_own(done->op)) return false;
    if (appends.erase(done->op) > 0) size = done->value;
    return true;
  }

  void note(Stage& stage, const std::vector<Effect>& effects, std::size_t first) {
    for (std::size_t i = first; i < effects.size(); ++i) {
      const auto* append = std::get_if<Append>(&effects[i]);
      if (append == nullptr || !is_orders_log(stage.path_of(append->file))) continue;
      appends.insert(append->op);
      file = append->file;
      last = Slice(joined(append->parts));
      ++appended;
    }
  }

  bool is_quiet() const { return appended >= 20 && appends.empty(); }
};

/// stored-bytes-changed: the last byte of a stored batch is flipped.
struct FlipByte : QuietLog {
  bool is_done = false;

  void on_effects(Stage& stage, std::vector<Effect>& effects, std::size_t first) {
    note(stage, effects, first);
    if (is_done || !is_quiet()) return;
    is_done = true;
    const auto flipped = static_cast<std::uint8_t>(last.span().back() ^ 1);
    effects.emplace_back(Truncate{.op = own_op(1), .file = file, .size = size - 1});
    effects.emplace_back(
        Append{.op = own_op(2), .file = file, .parts = {Slice(ByteVector{flipped})}});
  }
};

/// acked-record-lost: the last stored batch is cut off behind the broker's back, or everything.
struct CutTail : QuietLog {
  Instant after;
  bool is_all = false;
  bool is_done = false;

  void on_effects(Stage& stage, std::vector<Effect>& effects, std::size_t first) {
    note(stage, effects, first);
    if (is_done || !is_quiet() || stage.context().now < after) return;
    is_done = true;
    effects.emplace_back(
        Truncate{.op = own_op(1),
                 .file = file,
                 .size = is_all ? 0 : size - static_cast<std::int64_t>(last.size())});
  }
};

/// synced-record-lost: a disk that answers every sync at once and does nothing.
struct LyingSync : Trick {
  void on_effects(Stage& stage, std::vector<Effect>& effects, std::size_t first) {
    for (std::size_t i = first; i < effects.size(); ++i) {
      const auto* sync = std::get_if<Sync>(&effects[i]);
      if (sync == nullptr) continue;
      const OpId op = sync->op;
      effects.erase(effects.begin() + static_cast<std::ptrdiff_t>(i));
      --i;
      stage.step(Done{.op = op});
    }
  }
};

/// index-disagrees: the first entry of every offset index points one byte too far.
struct SkewIndex : Trick {
  void on_effects(Stage&, std::vector<Effect>& effects, std::size_t first) {
    for (std::size_t i = first; i < effects.size(); ++i) {
      auto* replace = std::get_if<Replace>(&effects[i]);
      if (replace == nullptr || !replace->path.ends_with(".index")) continue;
      if (replace->bytes.size() < 8) continue;
      ByteVector bytes(replace->bytes.span().begin(), replace->bytes.span().end());
      ++bytes[7];
      replace->bytes = Slice(std::move(bytes));
    }
  }
};

/// response-out-of-order: the fiftieth response is sent twice.
struct SendTwice : Trick {
  int sends = 0;

  void on_effects(Stage&, std::vector<Effect>& effects, std::size_t first) {
    for (std::size_t i = first; i < effects.size(); ++i) {
      const auto* send = std::get_if<Send>(&effects[i]);
      if (send == nullptr || ++sends != 50) continue;
      const Send copy = *send;
      effects.emplace_back(copy);
      return;
    }
  }
};

/// sent-range-changed: as soon as a range was sent, the file is cut in place and written anew.
struct CutSentRange : Trick {
  Instant after;
  bool is_done = false;

  bool on_input(Stage&, const Input& input) {
    const auto* done = std::get_if<Done>(&input);
    return done == nullptr || !is_own(done->op);
  }

  void on_effects(Stage& stage, std::vector<Effect>& effects, std::size_t first) {
    if (is_done || stage.context().now < after) return;
    for (std::size_t i = first; i < effects.size(); ++i) {
      const auto* send = std::get_if<Send>(&effects[i]);
      if (send == nullptr) continue;
      for (const Part& part : send->parts) {
        const auto* range = std::get_if<FileRange>(&part);
        if (range == nullptr) continue;
        is_done = true;
        const FileRange sent = *range;
        effects.emplace_back(
            Truncate{.op = own_op(1), .file = sent.file, .size = sent.position.value});
        effects.emplace_back(
            Append{.op = own_op(2),
                   .file = sent.file,
                   .parts = {Slice(ByteVector(static_cast<std::size_t>(sent.size), 0x55))}});
        return;
      }
    }
  }
};

/// stall-spreads: a broker that does nothing else while it waits for its disk.
struct WaitForDisk : Trick {
  std::set<OpId> pending;
  std::deque<Input> held;

  bool on_input(Stage&, const Input& input) {
    if (std::holds_alternative<Boot>(input)) return true;
    if (const auto* done = std::get_if<Done>(&input)) {
      pending.erase(done->op);
      return true;
    }
    if (pending.empty() && held.empty()) return true;
    held.push_back(input);
    return false;
  }

  void on_effects(Stage& stage, std::vector<Effect>& effects, std::size_t first) {
    note(effects, first);
    while (pending.empty() && !held.empty()) {
      const Input input = std::move(held.front());
      held.pop_front();
      const std::size_t more = effects.size();
      stage.step(input);
      note(effects, more);
    }
  }

  void note(const std::vector<Effect>& effects, std::size_t first) {
    for (std::size_t i = first; i < effects.size(); ++i) {
      if (const auto* append = std::get_if<Append>(&effects[i])) pending.insert(append->op);
      if (const auto* sync = std::get_if<Sync>(&effects[i])) pending.insert(sync->op);
    }
  }
};

}  // namespace fl::sim
