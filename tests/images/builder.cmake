# The tests of images/builder.
twinset_test(builder_reproducible_test LIBRARIES twinset_image_builder TIMEOUT 600)
twinset_test(builder_recipe_test LIBRARIES twinset_image_builder)
twinset_test(builder_cpio_test LIBRARIES twinset_image_builder)
twinset_test(builder_modules_test LIBRARIES twinset_image_builder)
twinset_test(builder_packages_test LIBRARIES twinset_image_builder TIMEOUT 120)
twinset_test(builder_boot_test SOURCES plain_guest.cpp LIBRARIES twinset_image_builder Qt6::Network TIMEOUT 900 LABELS qemu)
