// Addresses and sockets: making, binding, accepting, connecting. Everything non-blocking and closed
// on exec.
#pragma once
#include "net/open_file.h"

#include <cstdint>
#include <expected>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace fl::net {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

/// All addresses of "host" ("" for any, when binding). May wait for a name server. Empty if there
/// is none.
std::vector<Address> resolve(const std::string& host, std::uint16_t port, bool for_binding);

struct BoundSocket {
  int descriptor = -1;
  std::uint16_t port = 0;
};

/// Binds and listens. On error: one line for the user ("cannot listen on 127.0.0.1:9092: Address
/// already in use").
std::expected<BoundSocket, std::string> listen_on(const std::string& host, std::uint16_t port,
                                                  int backlog);

/// Binds and does not listen: while the descriptor is open nobody is given this port as a free one,
/// yet whoever asks for it by number may still listen on it. Errors as listen_on.
std::expected<BoundSocket, std::string> hold_port(const std::string& host, std::uint16_t port);

/// Starts to connect; the descriptor, or -1 with errno.
int start_connecting(const Address& address);

/// The error of a connect that has ended, 0 for success.
int connect_result(int descriptor);

/// Accepts one connection, without delay for small packets; the descriptor, or -1 with errno.
int accept_from(int listener, Address& peer);

/// "127.0.0.1:40000", "[::1]:40000".
std::string text_of(const Address& address);

void set_buffers(int descriptor, std::int64_t send_bytes, std::int64_t receive_bytes);

/// The next close answers with a reset.
void make_close_reset(int descriptor);

}  // namespace fl::net
