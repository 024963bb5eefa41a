#include "images/vphone/ovf_descriptor.h"

#include <cstdio>

namespace images {
namespace {

constexpr std::string_view kStreamFormat = "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized";
constexpr std::string_view kEncryptedFormat = "https://age-encryption.org/v1";

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '"')
            safe += "&quot;";
        else
            safe += c;
    }
    return safe;
}

/// All of one length; XML's numbers may have leading zeros.
std::string paddedNumber(std::uint64_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "%020llu", static_cast<unsigned long long>(number));
    return text;
}

std::string hardwareItem(int id, int type, const std::string& name, const std::string& more) {
    return "      <Item>\n        <rasd:ElementName>" + name + "</rasd:ElementName>\n        <rasd:InstanceID>" +
           std::to_string(id) + "</rasd:InstanceID>\n        <rasd:ResourceType>" + std::to_string(type) +
           "</rasd:ResourceType>\n" + more + "      </Item>\n";
}

std::string quantity(unsigned count) {
    return "        <rasd:VirtualQuantity>" + std::to_string(count) + "</rasd:VirtualQuantity>\n";
}

std::string hardware(const PhoneDescription& description) {
    return "    <VirtualHardwareSection>\n      <Info>Virtual hardware</Info>\n      <System>\n"
           "        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>\n        "
           "<vssd:InstanceID>0</vssd:InstanceID>\n"
           "        <vssd:VirtualSystemType>vmx-07</vssd:VirtualSystemType>\n      </System>\n" +
           hardwareItem(1, 3, std::to_string(description.cpus) + " virtual CPU", quantity(description.cpus)) +
           hardwareItem(
               2, 4, std::to_string(description.memoryMiB) + " MB of memory",
               "        <rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>\n" + quantity(description.memoryMiB)) +
           hardwareItem(3, 6, "SCSI controller",
                        "        <rasd:Address>0</rasd:Address>\n        "
                        "<rasd:ResourceSubType>lsilogic</rasd:ResourceSubType>\n") +
           hardwareItem(4, 17, "data disk",
                        "        <rasd:AddressOnParent>0</rasd:AddressOnParent>\n"
                        "        <rasd:HostResource>ovf:/disk/disk1</rasd:HostResource>\n        "
                        "<rasd:Parent>3</rasd:Parent>\n") +
           "    </VirtualHardwareSection>\n";
}

}  // namespace

std::string ovfDescriptor(const PhoneDescription& description, const OvfDisk& disk) {
    const auto name = disk.encrypted ? std::string("Encrypted virtual phone") : escaped(description.name);
    const auto release = disk.encrypted ? std::string() : description.image + " " + description.version;
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\" "
           "xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\"\n"
           "    xmlns:rasd=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData\"\n"
           "    xmlns:vssd=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData\">\n"
           "  <References>\n    <File ovf:href=\"" +
           disk.fileName + "\" ovf:id=\"file1\" ovf:size=\"" + paddedNumber(disk.fileSize) +
           "\"/>\n"
           "    <File ovf:href=\"" +
           disk.descriptionName +
           "\" ovf:id=\"file2\"/>\n  </References>\n"
           "  <DiskSection>\n    <Info>The data disk. The system disk is a release, which the package names.</Info>\n"
           "    <Disk ovf:capacity=\"" +
           std::to_string(description.diskSize.value) + "\" ovf:diskId=\"disk1\" ovf:fileRef=\"file1\" ovf:format=\"" +
           std::string(disk.encrypted ? kEncryptedFormat : kStreamFormat) +
           "\"/>\n  </DiskSection>\n"
           "  <VirtualSystem ovf:id=\"phone\">\n    <Info>A virtual phone</Info>\n    <Name>" +
           name +
           "</Name>\n"
           "    <OperatingSystemSection ovf:id=\"101\">\n      <Info>Linux</Info>\n    </OperatingSystemSection>\n"
           "    <AnnotationSection>\n      <Info>Where it comes from</Info>\n      <Annotation>Twinset virtual phone" +
           (release.empty() ? std::string() : "; its system is release " + release) +
           "</Annotation>\n    </AnnotationSection>\n" + hardware(description) + "  </VirtualSystem>\n</Envelope>\n";
}

}  // namespace images
