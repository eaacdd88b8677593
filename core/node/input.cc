#include "core/node/input.h"

#include "core/base/digest.h"
#include "core/describe/digest_value.h"

namespace fl {

namespace {

struct Absorber {
  Digest& digest;

  void operator()(const Boot& i) const {
    digest.number(i.incarnation);
    for (const auto& [key, value] : i.config) {
      digest.text(key);
      digest.text(value);
    }
    for (const BoundListener& listener : i.listeners) {
      digest.number(listener.id.value);
      digest.text(listener.name);
      digest.text(listener.host);
      digest.number(static_cast<std::int64_t>(listener.port));
    }
    for (const ListedDirectory& directory : i.directories) {
      digest.text(directory.path);
      for (const ListedFile& file : directory.files) {
        digest.text(file.path);
        digest.number(file.size_bytes);
        digest.number(file.modified.value);
      }
      for (const std::string& path : directory.empty_directories)
        digest.text(path);
    }
  }

  void operator()(const Accepted& i) const {
    digest.number(i.conn.value);
    digest.number(i.listener.value);
    digest.text(i.peer);
    digest.text(i.certificate);
  }

  void operator()(const Connected& i) const {
    digest.number(i.conn.value);
    digest.number(static_cast<std::int64_t>(i.error));
  }

  void operator()(const Received& i) const {
    digest.number(i.conn.value);
    digest.text(i.bytes.text());
  }

  void operator()(const Writable& i) const {
    digest.number(i.conn.value);
    digest.number(i.credit);
  }

  void operator()(const Closed& i) const {
    digest.number(i.conn.value);
    digest.number(static_cast<std::int64_t>(i.why));
  }

  void operator()(const Fired& i) const { digest.number(i.timer.value); }

  void operator()(const Done& i) const {
    digest.number(i.op.value);
    digest.number(static_cast<std::int64_t>(i.error));
    digest.number(i.value);
    digest.text(i.bytes.text());
  }

  void operator()(const Command& i) const {
    digest.number(i.id.value);
    if (i.value.type != nullptr) absorb_described(digest, *i.value.type, i.value.value.get());
  }
};

struct Namer {
  std::string_view operator()(const Boot&) const { return "Boot"; }

  std::string_view operator()(const Accepted&) const { return "Accepted"; }

  std::string_view operator()(const Connected&) const { return "Connected"; }

  std::string_view operator()(const Received&) const { return "Received"; }

  std::string_view operator()(const Writable&) const { return "Writable"; }

  std::string_view operator()(const Closed&) const { return "Closed"; }

  std::string_view operator()(const Fired&) const { return "Fired"; }

  std::string_view operator()(const Done&) const { return "Done"; }

  std::string_view operator()(const Command&) const { return "Command"; }
};

}  // namespace

std::string_view name_of(const Input& input) {
  return std::visit(Namer{}, input);
}

void absorb(Digest& digest, const Input& input) {
  digest.number(static_cast<std::uint64_t>(input.index()));
  std::visit(Absorber{digest}, input);
}

}  // namespace fl
