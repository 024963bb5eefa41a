# The tests of images/builder.
twinset_test(builder_reproducible_test LIBRARIES twinset_image_builder TIMEOUT 600)
