#include "images/files/ext4_channel.h"

#include <cstring>
#include <utility>

namespace images {

struct Ext4Channel::State {
    base::BlockReader& disk;
    std::optional<base::Error> error;
    struct_io_manager manager{};
    struct_io_channel channel{};
    char name[5] = "disk";

    explicit State(base::BlockReader& reader) : disk(reader) {}
};

namespace {

// io_manager::open gets a name and nothing of ours; ext2fs_open2() calls it on the thread that asked for the manager.
thread_local io_channel t_opening = nullptr;

errcode_t openChannel(const char*, int flags, io_channel* channel) {
    if ((flags & IO_FLAG_RW) != 0 || t_opening == nullptr) return EXT2_ET_RO_FILSYS;
    *channel = std::exchange(t_opening, nullptr);
    return 0;
}

errcode_t closeChannel(io_channel) { return 0; }

errcode_t setBlockSize(io_channel channel, int size) {
    channel->block_size = size;
    return 0;
}

errcode_t refuseToWrite(io_channel, unsigned long, int, const void*) { return EXT2_ET_RO_FILSYS; }

errcode_t flushNothing(io_channel) { return 0; }

}  // namespace

Ext4Channel::Ext4Channel(base::BlockReader& disk) : m_state(std::make_unique<State>(disk)) {
    auto& manager = m_state->manager;
    manager.magic = EXT2_ET_MAGIC_IO_MANAGER;
    manager.name = "block reader";
    manager.open = openChannel;
    manager.close = closeChannel;
    manager.set_blksize = setBlockSize;
    manager.write_blk = refuseToWrite;
    manager.flush = flushNothing;
    manager.read_blk64 = [](io_channel channel, unsigned long long block, int count, void* data) -> errcode_t {
        auto& state = *static_cast<State*>(channel->private_data);
        const auto blockSize = static_cast<std::uint64_t>(channel->block_size);
        // A negative count is a number of bytes.
        const auto length = count < 0 ? static_cast<std::uint64_t>(-static_cast<std::int64_t>(count)) : static_cast<std::uint64_t>(count) * blockSize;
        const auto size = state.disk.size();
        if (block > size / blockSize || length > size - block * blockSize) return EXT2_ET_SHORT_READ;
        const auto bytes = state.disk.read(block * blockSize, static_cast<std::size_t>(length));
        if (bytes.ok()) {
            std::memcpy(data, bytes->data(), bytes->size());
            return 0;
        }
        if (!state.error) state.error = bytes.error();
        return EXT2_ET_SHORT_READ;
    };
    manager.read_blk = [](io_channel channel, unsigned long block, int count, void* data) -> errcode_t {
        return channel->manager->read_blk64(channel, block, count, data);
    };
    auto& channel = m_state->channel;
    channel.magic = EXT2_ET_MAGIC_IO_CHANNEL;
    channel.manager = &manager;
    channel.name = m_state->name;
    channel.block_size = 1024;
    channel.refcount = 1;
    channel.private_data = m_state.get();
}

Ext4Channel::~Ext4Channel() = default;

io_manager Ext4Channel::manager() {
    t_opening = &m_state->channel;
    return &m_state->manager;
}

const std::optional<base::Error>& Ext4Channel::error() const { return m_state->error; }

}  // namespace images
