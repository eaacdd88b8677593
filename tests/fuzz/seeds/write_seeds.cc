// Writes what the fuzz targets start from, a folder for each: random messages of every kind and
// version, Kafka's own record batches, the scenarios and their lines, a decision log, a
// configuration file. Usage: fuzz_seeds SOURCE_FOLDER OUT_FOLDER
#include "core/base/draw.h"
#include "sim/decision_log.h"
#include "tests/core/wire/values/any_message.h"
#include "tests/fuzz/record/samples/samples.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace fl {
namespace {

/// The fuzz targets are run with -max_len of this.
constexpr std::size_t kSeedBytesMax = 4096;

class SeedFolder {
 public:
  explicit SeedFolder(std::filesystem::path path) : path_(std::move(path)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }

  void add(std::string_view seed) {
    if (seed.size() > kSeedBytesMax) return;
    std::ofstream out(path_ / std::to_string(count_++), std::ios::binary);
    out.write(seed.data(), static_cast<std::streamsize>(seed.size()));
  }

 private:
  std::filesystem::path path_;
  std::int64_t count_ = 0;
};

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// As decode_any takes them: index of the message, version after its first, bytes.
void write_messages(SeedFolder folder) {
  const Draw draw(5);
  std::uint8_t index = 0;
  std::uint64_t key = 0;
  for (const wire::Message& message : wire::message_table()) {
    for (auto version = message.info.versions.first; version <= message.info.versions.last;
         ++version) {
      const auto bytes = wire::AnyMessage::random(message, version, draw, key++).encoded(version);
      if (!bytes) continue;
      ByteVector seed{index, static_cast<std::uint8_t>(version - message.info.versions.first)};
      seed.insert(seed.end(), bytes->begin(), bytes->end());
      folder.add(as_text(seed));
    }
    ++index;
  }
}

/// As check_any takes them: which settings, bytes.
void write_batches(SeedFolder folder) {
  std::uint8_t choice = 0;
  for (const ByteVector& sample : record::samples()) {
    ByteVector seed{choice++};
    seed.insert(seed.end(), sample.begin(), sample.end());
    folder.add(as_text(seed));
  }
}

/// Whole scenarios, and every line of their lists without its quotes.
void write_scenarios(const std::filesystem::path& scenarios, SeedFolder folder) {
  constexpr std::string_view kItem = "  - ";
  for (const auto& entry : std::filesystem::directory_iterator(scenarios)) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string text = read(entry.path());
    folder.add(text);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(kItem)) continue;
      std::string_view item = std::string_view(line).substr(kItem.size());
      if (item.size() > 2 && (item.front() == '"' || item.front() == '\''))
        item = item.substr(1, item.size() - 2);
      folder.add(item);
    }
  }
}

/// One log for each kind of action, between the operations of a client.
void write_decisions(SeedFolder folder) {
  const auto second = [](std::int64_t n) { return Instant(n * kNanosecondsPerSecond); };
  for (auto kind = sim::ActionKind::crash; !sim::name_of(kind).empty();
       kind = static_cast<sim::ActionKind>(static_cast<int>(kind) + 1)) {
    const sim::Action action{
        .kind = kind, .node = NodeId(1), .other = NodeId(2), .amount = 1'000'000};
    const sim::DecisionLog log{
        .seed = 7,
        .scenario = "title: a scenario\nrun: 3s\n",
        .operations = {{.at = second(1),
                        .events = 1,
                        .operation = sim::OutsideOpened{.node = NodeId(1), .peer = "127.0.0.1:1"}},
                       {.at = second(2), .events = 2, .operation = action},
                       {.at = second(3),
                        .events = 3,
                        .operation = sim::OutsideBytes{.bytes = Slice(ByteVector{0, 0, 0, 1, 9})}},
                       {.at = second(4), .events = 4, .operation = sim::OutsideTaken{}},
                       {.at = second(4), .events = 4, .operation = sim::OutsideClosed{}}},
        .rungs = {{.steps = 1, .hash = 1}},
        .end = second(5),
        .last = {.steps = 9, .hash = 9}};
    folder.add(sim::text_of(log));
  }
}

}  // namespace
}  // namespace fl

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: fuzz_seeds SOURCE_FOLDER OUT_FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path source = arguments[1];
  const std::filesystem::path out = arguments[2];
  fl::write_messages(fl::SeedFolder(out / "wire"));
  fl::write_batches(fl::SeedFolder(out / "record"));
  fl::write_scenarios(source / "scenarios", fl::SeedFolder(out / "scenario"));
  fl::write_decisions(fl::SeedFolder(out / "decisions"));
  fl::SeedFolder(out / "config").add(fl::read(source / "docs" / "server.properties"));
  return 0;
}
