// File ranges: the bytes of the step that named them, whatever happens to the file afterwards.
#include "tests/net/client.h"
#include "tests/net/nodes.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace fl::net {
namespace {

constexpr std::int64_t kHalf = 3'000'000;

/// Writes a file, and for whoever connects: sends a header and the whole file as a range, then
/// replaces the file by its first half and appends other bytes.
struct FileNode {
  std::string path;
  ConnId conn;

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input)) {
      context.emit(Open{OpId(1), FileId(1), path, true});
      context.emit(Append{
          OpId(2), FileId(1), {Slice(std::string(kHalf, 'A')), Slice(std::string(kHalf, 'B'))}});
    }
    if (const auto* accepted = std::get_if<Accepted>(&input)) conn = accepted->conn;
    if (const auto* done = std::get_if<Done>(&input)) has_file = has_file || done->op == OpId(2);
    if (has_file && conn.value > 0 && !has_sent) {
      has_sent = true;
      context.emit(
          Send{.conn = conn,
               .parts = {Slice::literal("header"), FileRange{FileId(1), Position(0), 2 * kHalf},
                         Slice::literal("trailer")}});
      context.emit(Truncate{OpId(3), FileId(1), kHalf, true});
      context.emit(Append{OpId(4), FileId(1), {Slice(std::string(kHalf, 'C'))}});
    }
    if (std::holds_alternative<Command>(input)) context.emit(Exit{0, ""});
  }

  bool has_file = false;
  bool has_sent = false;
};

std::string expected() {
  return "header" + std::string(kHalf, 'A') + std::string(kHalf, 'B') + "trailer";
}

TEST(Sendfile, SendsTheBytesOfTheStepThoughTheFileIsCutMeanwhile) {
  const TemporaryFolder folder;
  Running running(FileNode{.path = folder / "log", .conn = {}}, one_listener());
  Client client(running.port());
  // The file is replaced long before the client reads.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_TRUE(client.receive(expected().size()) == expected());
  running.stop();
  EXPECT_EQ(content_of(folder / "log"), std::string(kHalf, 'A') + std::string(kHalf, 'C'));
}

TEST(Sendfile, ReadsColdPagesFirst) {
  const TemporaryFolder folder;
  Running running(FileNode{.path = folder / "log", .conn = {}}, one_listener());
  const auto size = [&] {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(folder / "log", error);
    return error ? 0 : static_cast<std::int64_t>(bytes);
  };
  while (size() < 2 * kHalf)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  {
    const Descriptor file(::open((folder / "log").c_str(), O_RDONLY));
    ASSERT_EQ(::fdatasync(file.fd()), 0);
    ASSERT_EQ(::posix_fadvise(file.fd(), 0, 0, POSIX_FADV_DONTNEED), 0);
  }
  Client client(running.port());
  EXPECT_TRUE(client.receive(expected().size()) == expected());
}

}  // namespace
}  // namespace fl::net
