#include "core/node/effect.h"

#include "core/describe/digest_value.h"

namespace fl {

namespace {

constexpr std::uint64_t kRangeMark = 0x52414E4745u;

/// Parts as their concatenation between file ranges. Byte runs are followed by their length, so
/// that bytes cannot be mistaken for a range.
void absorb_parts(Digest& digest, const Parts& parts) {
  std::uint64_t run_bytes = 0;
  for (const Part& part : parts) {
    if (const auto* bytes = std::get_if<Slice>(&part)) {
      digest.bytes(*bytes);
      run_bytes += bytes->size();
      continue;
    }
    const auto& range = std::get<FileRange>(part);
    if (range.size == 0) continue;
    digest.number(run_bytes);
    run_bytes = 0;
    digest.number(kRangeMark);
    digest.number(range.file.value);
    digest.number(range.position.value);
    digest.number(range.size);
  }
  digest.number(run_bytes);
}

void absorb_value(Digest& digest, const DescribedValue& value) {
  if (value.type == nullptr) return digest.number(std::uint64_t{0});
  absorb_described(digest, *value.type, value.value.get());
}

struct Absorber {
  Digest& digest;

  void operator()(const Dial& e) const {
    digest.number(e.conn.value);
    digest.text(e.host);
    digest.number(static_cast<std::int64_t>(e.port));
  }

  void operator()(const Receive& e) const {
    digest.number(e.conn.value);
    digest.number(e.at_least);
    digest.number(e.at_most);
  }

  void operator()(const Send& e) const {
    digest.number(e.conn.value);
    digest.number(static_cast<std::int64_t>(e.tell));
    absorb_parts(digest, e.parts);
  }

  void operator()(const Hang& e) const {
    digest.number(e.conn.value);
    digest.number(static_cast<std::int64_t>(e.reset));
  }

  void operator()(const Arm& e) const {
    digest.number(e.timer.value);
    digest.number(e.deadline.value);
  }

  void operator()(const Disarm& e) const { digest.number(e.timer.value); }

  void operator()(const Open& e) const {
    digest.number(e.op.value);
    digest.number(e.file.value);
    digest.number(static_cast<std::int64_t>(e.create));
    digest.text(e.path);
  }

  void operator()(const CloseFile& e) const { digest.number(e.file.value); }

  void operator()(const Append& e) const {
    digest.number(e.op.value);
    digest.number(e.file.value);
    absorb_parts(digest, e.parts);
  }

  void operator()(const Load& e) const {
    digest.number(e.op.value);
    digest.number(e.file.value);
    digest.number(e.position.value);
    digest.number(e.size);
  }

  void operator()(const Truncate& e) const {
    digest.number(e.op.value);
    digest.number(e.file.value);
    digest.number(e.size);
    digest.number(static_cast<std::int64_t>(e.replace));
  }

  void operator()(const Rename& e) const {
    digest.number(e.op.value);
    digest.text(e.from);
    digest.text(e.to);
  }

  void operator()(const Remove& e) const {
    digest.number(e.op.value);
    digest.text(e.path);
  }

  void operator()(const Sync& e) const {
    digest.number(e.op.value);
    for (FileId file : e.files)
      digest.number(file.value);
  }

  void operator()(const Replace& e) const {
    digest.number(e.op.value);
    digest.text(e.path);
    digest.text(e.bytes.text());
  }

  void operator()(const Work& e) const {
    digest.number(e.op.value);
    digest.text(e.job->name());
    digest.number(e.job->cost_bytes());
  }

  void operator()(const Reply& e) const {
    digest.number(e.id.value);
    absorb_value(digest, e.value);
  }

  void operator()(const Notify& e) const {
    digest.number(e.id.value);
    absorb_value(digest, e.value);
  }

  void operator()(const Exit& e) const {
    digest.number(e.code);
    digest.text(e.why);
  }
};

struct Namer {
  std::string_view operator()(const Dial&) const { return "Dial"; }

  std::string_view operator()(const Receive&) const { return "Receive"; }

  std::string_view operator()(const Send&) const { return "Send"; }

  std::string_view operator()(const Hang&) const { return "Hang"; }

  std::string_view operator()(const Arm&) const { return "Arm"; }

  std::string_view operator()(const Disarm&) const { return "Disarm"; }

  std::string_view operator()(const Open&) const { return "Open"; }

  std::string_view operator()(const CloseFile&) const { return "CloseFile"; }

  std::string_view operator()(const Append&) const { return "Append"; }

  std::string_view operator()(const Load&) const { return "Load"; }

  std::string_view operator()(const Truncate&) const { return "Truncate"; }

  std::string_view operator()(const Rename&) const { return "Rename"; }

  std::string_view operator()(const Remove&) const { return "Remove"; }

  std::string_view operator()(const Sync&) const { return "Sync"; }

  std::string_view operator()(const Replace&) const { return "Replace"; }

  std::string_view operator()(const Work&) const { return "Work"; }

  std::string_view operator()(const Reply&) const { return "Reply"; }

  std::string_view operator()(const Notify&) const { return "Notify"; }

  std::string_view operator()(const Exit&) const { return "Exit"; }
};

}  // namespace

std::string_view name_of(const Effect& effect) {
  return std::visit(Namer{}, effect);
}

void absorb(Digest& digest, const Effect& effect) {
  digest.number(static_cast<std::uint64_t>(effect.index()));
  std::visit(Absorber{digest}, effect);
}

}  // namespace fl
