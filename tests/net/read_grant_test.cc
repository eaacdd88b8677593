// A Receive grant over a real socket pair, fragment by fragment.
#include "net/read_grant.h"

#include <gtest/gtest.h>

#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace fl::net {
namespace {

class SocketPair {
 public:
  SocketPair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_), 0); }

  ~SocketPair() {
    close(ends_[0]);
    close(ends_[1]);
  }

  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;

  void write(const std::string& text) {
    EXPECT_EQ(send(ends_[0], text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }

  int reader() const { return ends_[1]; }

 private:
  int ends_[2] = {-1, -1};
};

TEST(ReadGrant, IsCompleteWhenTheLastFragmentFillsWhatWasMissing) {
  SocketPair sockets;
  ReadArena arena;
  ReadGrant grant;
  grant.open(600, 16'384);
  sockets.write(std::string(590, 'a'));
  EXPECT_EQ(grant.read(sockets.reader(), arena), ReadResult::blocked);
  sockets.write(std::string(10, 'b'));
  EXPECT_EQ(grant.read(sockets.reader(), arena), ReadResult::complete);
  EXPECT_EQ(grant.taken.text(), std::string(590, 'a') + std::string(10, 'b'));
  EXPECT_FALSE(grant.is_open());
}

TEST(ReadGrant, TakesMoreThanItNeedsUpToItsMost) {
  SocketPair sockets;
  ReadArena arena;
  ReadGrant grant;
  grant.open(4, 10);
  sockets.write("0123456789ABCDEF");
  EXPECT_EQ(grant.read(sockets.reader(), arena), ReadResult::complete);
  EXPECT_EQ(grant.taken.text(), "0123456789");
}

TEST(ReadGrant, OfManyFragmentsIsOneSlice) {
  SocketPair sockets;
  ReadArena arena;
  ReadGrant grant;
  grant.open(200'000, 200'000);
  std::string sent;
  while (sent.size() < 200'000) {
    const std::string fragment(1'000, static_cast<char>('a' + sent.size() / 1'000 % 26));
    sockets.write(fragment);
    sent += fragment;
    EXPECT_EQ(grant.read(sockets.reader(), arena),
              sent.size() < 200'000 ? ReadResult::blocked : ReadResult::complete);
  }
  EXPECT_EQ(grant.taken.text(), sent);
}

}  // namespace
}  // namespace fl::net
