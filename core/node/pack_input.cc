#include "core/node/pack_input.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>

namespace fl {

namespace {

constexpr std::uint64_t kListMax = 1 << 24;

void put_text(Writer& out, std::string_view text) {
  out.unsigned_varlong(text.size());
  out.bytes(as_bytes(text));
}

struct InputWriter {
  Writer& out;
  std::span<const NamedType> types;

  void operator()(const Boot& i) const {
    out.varint(i.incarnation);
    out.unsigned_varlong(i.config.size());
    for (const auto& [key, value] : i.config) {
      put_text(out, key);
      put_text(out, value);
    }
    out.unsigned_varlong(i.listeners.size());
    for (const BoundListener& listener : i.listeners) {
      out.varint(listener.id.value);
      put_text(out, listener.name);
      put_text(out, listener.host);
      out.u16(listener.port);
    }
    out.unsigned_varlong(i.directories.size());
    for (const ListedDirectory& directory : i.directories)
      put_directory(directory);
  }

  void put_directory(const ListedDirectory& directory) const {
    put_text(out, directory.path);
    out.unsigned_varlong(directory.files.size());
    for (const ListedFile& file : directory.files) {
      put_text(out, file.path);
      out.varlong(file.size_bytes);
      out.varlong(file.modified.value);
    }
    out.unsigned_varlong(directory.empty_directories.size());
    for (const std::string& path : directory.empty_directories)
      put_text(out, path);
  }

  void operator()(const Accepted& i) const {
    out.varlong(i.conn.value);
    out.varint(i.listener.value);
    put_text(out, i.peer);
    put_text(out, i.certificate);
  }

  void operator()(const Connected& i) const {
    out.varlong(i.conn.value);
    out.u8(static_cast<std::uint8_t>(i.error));
  }

  void operator()(const Received& i) const {
    out.varlong(i.conn.value);
    put_text(out, i.bytes.text());
  }

  void operator()(const Writable& i) const {
    out.varlong(i.conn.value);
    out.varlong(i.credit);
  }

  void operator()(const Closed& i) const {
    out.varlong(i.conn.value);
    out.u8(static_cast<std::uint8_t>(i.why));
  }

  void operator()(const Fired& i) const { out.varlong(i.timer.value); }

  void operator()(const Done& i) const {
    out.varlong(i.op.value);
    out.u8(static_cast<std::uint8_t>(i.error));
    out.varlong(i.value);
    put_text(out, i.bytes.text());
  }

  void operator()(const Command& i) const {
    out.varlong(i.id.value);
    const auto named = std::ranges::find(types, i.value.type, &NamedType::type);
    FL_ASSERT(named != types.end());
    put_text(out, named->name);
    pack(out, *i.value.type, i.value.value.get());
  }
};

/// Reads inputs; a sticky error is in `in`.
class InputReader {
 public:
  InputReader(Reader& in, const Slice& frame, std::span<const NamedType> types)
      : in_(in), frame_(frame), types_(types) {}

  Input read(std::uint8_t kind) {
    switch (kind) {
      case 0:
        return boot();
      case 1:
        return accepted();
      case 2:
        return Connected{.conn = id<ConnId>(), .error = enumerator(ConnectError::security)};
      case 3: {
        const auto conn = id<ConnId>();
        return Received{.conn = conn, .bytes = slice()};
      }
      case 4: {
        const auto conn = id<ConnId>();
        return Writable{.conn = conn, .credit = in_.varlong()};
      }
      case 5: {
        const auto conn = id<ConnId>();
        return Closed{.conn = conn, .why = enumerator(CloseReason::shutdown)};
      }
      case 6:
        return Fired{.timer = id<TimerId>()};
      case 7:
        return done();
      case 8:
        return command();
      default:
        in_.fail(WireError::bad_value);
        return Fired{};
    }
  }

 private:
  template <class I>
  I id() {
    return I(in_.varlong());
  }

  template <class E>
  E enumerator(E last) {
    const std::uint8_t value = in_.u8();
    if (value > static_cast<std::uint8_t>(last)) in_.fail(WireError::bad_value);
    return static_cast<E>(value);
  }

  Slice slice() {
    const std::uint64_t size = in_.unsigned_varlong();
    if (size > in_.left()) in_.fail(WireError::truncated);
    if (!in_.ok()) return {};
    const std::size_t begin = in_.position();
    in_.skip(static_cast<std::size_t>(size));
    return frame_.sub(begin, static_cast<std::size_t>(size));
  }

  std::string text() { return std::string(slice().text()); }

  /// Calls `read_one` for each element that the count announces, as long as bytes are left.
  template <class ReadOne>
  void list(ReadOne read_one) {
    const std::uint64_t count = in_.unsigned_varlong();
    if (count > kListMax) in_.fail(WireError::bad_value);
    for (std::uint64_t i = 0; i < count && in_.ok(); ++i)
      read_one();
  }

  Boot boot() {
    Boot boot{.incarnation = in_.varint(), .config = {}, .listeners = {}, .directories = {}};
    list([&] {
      std::string key = text();
      boot.config.emplace_back(std::move(key), text());
    });
    list([&] {
      BoundListener& listener = boot.listeners.emplace_back();
      listener.id = ListenerId(in_.varint());
      listener.name = text();
      listener.host = text();
      listener.port = in_.u16();
    });
    list([&] { boot.directories.push_back(directory()); });
    return boot;
  }

  ListedDirectory directory() {
    ListedDirectory directory{.path = text(), .files = {}, .empty_directories = {}};
    list([&] {
      ListedFile& file = directory.files.emplace_back();
      file.path = text();
      file.size_bytes = in_.varlong();
      file.modified = Timestamp(in_.varlong());
    });
    list([&] { directory.empty_directories.push_back(text()); });
    return directory;
  }

  Accepted accepted() {
    Accepted accepted;
    accepted.conn = id<ConnId>();
    accepted.listener = ListenerId(in_.varint());
    accepted.peer = text();
    accepted.certificate = text();
    return accepted;
  }

  Done done() {
    Done done;
    done.op = id<OpId>();
    done.error = enumerator(IoError::busy);
    done.value = in_.varlong();
    done.bytes = slice();
    return done;
  }

  Command command() {
    const auto command_id = id<CommandId>();
    const std::string name = text();
    const auto named = std::ranges::find(types_, name, &NamedType::name);
    if (named == types_.end()) {
      in_.fail(WireError::bad_value);
      return {.id = command_id, .value = {}};
    }
    return {.id = command_id, .value = named->read(in_)};
  }

  Reader& in_;
  const Slice& frame_;
  std::span<const NamedType> types_;
};

}  // namespace

void pack_input(Writer& out, const Input& input, std::span<const NamedType> types) {
  out.u8(static_cast<std::uint8_t>(input.index()));
  std::visit(InputWriter{out, types}, input);
}

Input unpack_input(Reader& in, const Slice& frame, std::span<const NamedType> types) {
  const std::uint8_t kind = in.u8();
  return InputReader(in, frame, types).read(kind);
}

}  // namespace fl
