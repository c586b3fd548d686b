-- What they were: who comes back as something else gets no token back. null: they left before it was noted.
ALTER TABLE "former_members" ADD COLUMN     "role" "role";
