"""Sorts images into groups that look alike: features of whole images, and K-means over them.

files -> read, on threads: a small picture, its main colours, its features (`read`)
    -> one row of numbers for each image (`matrix`)
    -> K-means, silhouettes, outliers, names (`group`)
    -> agreement with labels, where the images have some (`labels`)
    -> a contact sheet (`contact_sheet`), a report (`report`), copies in folders (`copies`)
"""
